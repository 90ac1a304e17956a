#include "core/engine/gl/tables.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

#include "core/model/diffused_component.h"
#include "core/model/ellipse.h"
#include "core/model/loss_guidance.h"
#include "core/model/points/merged.h"
#include "core/rng/noise.h"

namespace alphabar::gl {
namespace {

constexpr double half_log2e = 0.5 * std::numbers::log2e;
constexpr float nothing = -1e30f;  // log2 of the weight of a component that is not there

GpuCircle circle(const DiffusedComponent& c) {
  return {{static_cast<float>(c.mean.x()), static_cast<float>(c.mean.y())},
          static_cast<float>(half_log2e * c.precision(0, 0)),
          static_cast<float>(std::numbers::log2e * c.log_scale),
          {static_cast<float>(c.intercept.x()), static_cast<float>(c.intercept.y())},
          static_cast<float>(c.gain(0, 0)),
          c.label};
}

GpuEllipse ellipse(const DiffusedComponent& c) {
  GpuEllipse e{};
  const Eigen::Matrix2d& w = c.whitening;
  Eigen::Map<Eigen::Vector2f>(e.mean) = c.mean.cast<float>();
  e.p = static_cast<float>(half_log2e * w(0, 0) * w(0, 0));
  e.q = static_cast<float>(half_log2e * w(1, 1) * w(1, 1));
  e.l = static_cast<float>(w(0, 1) / w(0, 0));
  e.level = static_cast<float>(std::numbers::log2e * c.log_scale);
  e.label = c.label;
  Eigen::Map<Eigen::Vector2f>(e.b) = c.intercept.cast<float>();
  e.g_xx = static_cast<float>(c.gain(0, 0));
  e.g_yy = static_cast<float>(c.gain(1, 1));
  e.g_xy = static_cast<float>(c.gain(0, 1));
  return e;
}

GpuLossGuidance loss_guidance(const LossGuidanceTerm& t) {
  const auto f = [](double v) { return static_cast<float>(v); };
  return {{f(t.l.x()), f(t.l.y())},
          f(t.m(0, 0)),
          f(t.m(0, 1)),
          f(t.m(1, 1)),
          f(t.q(0, 0)),
          f(t.q(0, 1)),
          f(t.q(1, 1))};
}

template <class T>
void append(std::vector<float>& to, const T& component) {
  const std::size_t at = to.size();
  to.resize(at + sizeof(T) / sizeof(float));
  std::memcpy(&to[at], &component, sizeof(T));
}

/// Returns how many blocks they are.
int append_level(std::vector<float>& to, const Layout& layout,
                 const std::vector<DiffusedComponent>& components, const LossGuidance& guidance) {
  const int blocks = (static_cast<int>(components.size()) + layout.block - 1) / layout.block;
  for (std::size_t k = 0; k < components.size(); ++k) {
    if (layout.ellipses)
      append(to, ellipse(components[k]));
    else
      append(to, circle(components[k]));
    if (layout.loss_guided) append(to, loss_guidance(guidance.terms[k]));
  }
  for (int k = static_cast<int>(components.size()); k < layout.block * blocks; ++k) {
    if (layout.ellipses) {
      GpuEllipse e{};
      e.level = nothing;
      e.label = -1;
      append(to, e);
    } else {
      append(to, GpuCircle{{0, 0}, 0, nothing, {0, 0}, 0, -1});
    }
    if (layout.loss_guided) append(to, GpuLossGuidance{});
  }
  return blocks;
}

void set_move(GpuRow& out, const Row& row) {
  for (std::size_t i = 0; i < Row::history; ++i) {
    out.c_d[i] = static_cast<float>(row.c_d[i]);
    out.c_e[i] = static_cast<float>(row.c_e[i]);
  }
  out.c_x = static_cast<float>(row.c_x);
  out.c_s = static_cast<float>(row.c_s);
  out.c_z = static_cast<float>(row.c_z);
  out.flags |= row.commit ? GpuRow::commit : 0;
}

/// What asking the model in a row takes: numbers in `out`, and the components at its level.
void append_evaluation(std::vector<float>& to, GpuRow& out, const Row& row, const Denoiser& asked,
                       const Layout& layout) {
  out.flags |= GpuRow::evaluate | (row.replace_newest ? GpuRow::replace_newest : 0);
  out.w = static_cast<float>(row.w);
  out.s = static_cast<float>(row.s);
  const Level level{0, row.a, row.s};
  if (layout.net.is_net()) {
    append_net_level(to, *asked.net_form(), level);
    out.blocks = 1;
    return;
  }
  const Mixture& model = *asked.kernel_form();
  const std::vector<DiffusedComponent> components =
      layout.merged ? merged_at(model, level) : model.at(level);
  LossGuidance guidance{};
  if (layout.loss_guided) guidance = loss_guidance_at(components, level);
  const double numbers[]{guidance.about_x0 ? 1.0 : 0.0, guidance.c_score, guidance.to_x0,
                         guidance.to_score};
  std::transform(std::begin(numbers), std::end(numbers), out.guidance,
                 [](double v) { return static_cast<float>(v); });
  out.blocks = append_level(to, layout, components, guidance);
}

/// The number of a kept row within the part of a buffer that a segment is given.
int relative(int row, int& first, int& count) {
  if (row < 0) return -1;
  if (first < 0) first = row;
  count = row - first + 1;
  return row - first;
}

}  // namespace

Layout layout_of(const Mixture& model, Points points, GuidedBy guide) {
  Layout layout;
  layout.merged = points == Points::near && can_be_merged(model);
  layout.loss_guided = guide == GuidedBy::loss;
  layout.ellipses = layout.merged || !model.isotropic();
  layout.components = static_cast<int>(model.data().components.size());
  layout.block = std::min(layout.components, 8);
  layout.blocks = (layout.components + layout.block - 1) / layout.block;
  return layout;
}

Layout layout_of(const LearnedDenoiser& net) {
  Layout layout;
  layout.net = net_layout_of(net);
  layout.components = layout.block = layout.blocks = 1;
  return layout;
}

Tables tables_of(const Plan& plan, const Denoiser& model, const Layout& layout,
                 std::span<const Step> steps, Noise noise) {
  Tables tables;
  for (const Step& step : steps) {
    GpuRow out{};
    if (step.moves()) set_move(out, step.of(plan));
    if (step.part == Step::Part::move) out.flags |= GpuRow::move;
    if (step.asks(plan)) {
      out.components = static_cast<std::int32_t>(tables.components.size() / 4);
      append_evaluation(tables.components, out, step.of(plan), model, layout);
    }
    out.state = relative(step.state, tables.first_state, tables.states);
    out.evaluation = relative(step.evaluation, tables.first_evaluation, tables.evaluations);
    const int draw = relative(step.draw, tables.first_draw, tables.draws);
    out.draw = noise == Noise::replayed ? draw : step.draw;
    tables.rows.push_back(out);
  }
  return tables;
}

std::vector<GpuSource> sources_of(const DataSpec& data) {
  double mass = 0;
  for (const Component& c : data.components) mass += c.weight;
  std::vector<GpuSource> sources;
  double sum = 0;
  for (const Component& c : data.components) {
    sum += c.weight;
    // The smallest word that goes on to the next component: u mass >= sum.
    double word = std::clamp(std::ceil(sum / mass * 0x1p32 - 0.5), 0.0, 0x1p32 - 1);
    const auto stays = [&](double w) {
      return unit_of_word(static_cast<std::uint32_t>(w)) * mass < sum;
    };
    while (word > 0 && !stays(word - 1)) --word;
    while (word < 0x1p32 - 1 && stays(word)) ++word;
    GpuSource source{};
    Eigen::Map<Eigen::Vector2f>(source.mean) = point_of(c.mean).cast<float>();
    Eigen::Map<Eigen::Matrix<float, 2, 2, Eigen::RowMajor>>(source.r) =
        (axes_of(c) * point_of(c.std).asDiagonal()).cast<float>();
    source.below = static_cast<std::uint32_t>(word);
    sources.push_back(source);
  }
  return sources;
}

}  // namespace alphabar::gl
