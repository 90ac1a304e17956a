#include "core/learn/train/problem.h"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>

#include "core/base/error.h"
#include "core/learn/losses/page.h"
#include "core/learn/train/parts.h"
#include "core/model/diffused_component.h"
#include "core/model/points/point_model.h"
#include "core/objectives/score_matching.h"
#include "core/rng/noise.h"

namespace alphabar {
namespace {

const DataSpec& checked(const DataSpec& data) {
  check(data);
  const bool same =
      std::ranges::all_of(data.points, [&](const Vec2& p) { return p == data.points[0]; });
  if (!data.points.empty() && same)
    throw BadRequest("data", "points", std::to_string(data.points.size()) + " in one place",
                     "two different points at least", "there is nothing to learn in one");
  return data;
}

int classes_of(const DataSpec& data) {
  const std::vector<int> labels = labels_of(data);
  return labels.empty() ? 1 : labels.back() + 1;
}

NetForm form_of(const TrainingSpec& training, const DataSpec& data, const ProcessSpec& process) {
  check(training);
  NetForm form{training, process, data_std(data), 0};
  if (training.objective != Objective::classifier) return form;
  form.classes = classes_of(data);
  if (form.classes < 2 || form.classes > 64)
    throw BadRequest("data", "label", std::to_string(form.classes) + " classes", "2 to 64",
                     "a classifier tells the data's classes apart");
  return form;
}

}  // namespace

double data_std(const DataSpec& data) {
  Vec2 mean{0, 0};
  double square = 0;
  const std::vector<Component> components = components_of(data);
  for (const Component& c : components)
    for (std::size_t i = 0; i < 2; ++i) mean[i] += c.weight * c.mean[i];
  for (const Component& c : components)
    for (std::size_t i = 0; i < 2; ++i) {
      const double d = c.mean[i] - mean[i];
      square += c.weight * (d * d + c.std[i] * c.std[i]);
    }
  return std::sqrt(square / 2);
}

TrainingProblem::TrainingProblem(const TrainingSpec& training, const DataSpec& data,
                                 const ProcessSpec& process)
    : data_(checked(data)), draws_(data), net_(form_of(training, data, process)) {
  if (data.points.size() > DataSpec::most)
    points_ = std::make_shared<const PointModel>(data.points, data.bandwidth, data.point_labels);
  if (training.points > 0) set_ = drawn_points(data, training.points, training.seed);
}

LossBatch TrainingProblem::draws(std::size_t size, std::uint32_t number, bool held_out) const {
  const TrainingSpec& spec = training();
  const auto seed = static_cast<std::uint64_t>(spec.seed);
  const std::uint32_t other = held_out ? static_cast<std::uint32_t>(part_held_out) : 0U;
  const LossPage& page = loss_page(spec.objective);
  const double shift =
      unit_of_word(philox_block(seed, 0, number, Stream::shuffle, part_level + other)[0]);
  LossBatch batch;
  for (std::size_t i = 0; i < size; ++i) {
    DataDraws::Draw draw;
    if (set_.points.empty() || held_out) {
      draw = draws_(seed, i, number, part_data + other);
    } else {
      const auto words = philox_block(seed, i / 4, number, Stream::shuffle, part_pick);
      const auto at = static_cast<std::size_t>(unit_of_word(words[i % 4]) *
                                               static_cast<double>(set_.points.size()));
      draw = {set_.points[at], set_.point_labels[at]};
    }
    batch.x0.push_back(draw.x);
    batch.labels.push_back(draw.label);
    const auto z = normal_block(seed, i, number, Stream::shuffle, part_eps + other);
    batch.eps.push_back({z[0], z[1]});
    // Levels are spread evenly from a random start, which makes the loss of a batch less noisy and
    // its mean no different.
    const double u =
        std::fmod(shift + (static_cast<double>(i) + 0.5) / static_cast<double>(size), 1.0);
    batch.levels.push_back(page.level(net_, u, z[2]));
    if (page.form == LossForm::sliced) {
      const auto v = normal_block(seed, i, number, Stream::shuffle, part_slice + other);
      batch.slices.push_back({v[0], v[1]});
    }
  }
  return batch;
}

LossBatch TrainingProblem::batch(std::int64_t step) const {
  return draws(static_cast<std::size_t>(training().batch), static_cast<std::uint32_t>(step), false);
}

LossBatch TrainingProblem::held_out(std::size_t size) const { return draws(size, 0, true); }

std::vector<Vec2> TrainingProblem::held_out_points(std::size_t size) const {
  return draws(size, 0, true).x0;
}

namespace {

/// E H(y | x): what is left of the cross entropy, nats.
double class_entropy(const Mixture& data, const Level& level, const ExpectationOptions& options) {
  const std::vector<DiffusedComponent> components = data.at(level);
  const auto classes = static_cast<std::size_t>(data.classes());
  const auto entropy = [&](const Point& x) {
    const Eigen::VectorXd r = responsibilities(components, x);
    std::vector<double> p(classes, 0.0);
    for (std::size_t k = 0; k < components.size(); ++k)
      p[static_cast<std::size_t>(components[k].label)] += r[static_cast<Eigen::Index>(k)];
    double sum = 0;
    for (const double share : p)
      if (share > 0) sum -= share * std::log(share);
    return sum;
  };
  return expectation(data, level, entropy, options).value;
}

double least_at(const NetLevels& net, const Mixture& data, const Level& level,
                const ExpectationOptions& options) {
  const LossPage& page = loss_page(net.form().training.objective);
  if (page.form == LossForm::cross_entropy) return class_entropy(data, level, options);
  if (page.form != LossForm::regression) return -fisher_information(data, level, options).value / 2;
  // |F error|^2 = |x0 error|^2 / d_f^2 where x0 says F; else F is x0_hat itself up to x.
  const OutputForm form = output_form(net.output(), level, net.form().data_std);
  return page.weight(net, level) * posterior_spread(data, level, options).value /
         (form.d_f * form.d_f);
}

}  // namespace

std::optional<double> TrainingProblem::least_loss(int levels, const std::stop_token& stop) const {
  const LossPage& page = loss_page(training().objective);
  if (page.form == LossForm::contrast) return std::nullopt;
  ExpectationOptions options;
  options.tolerance = 1e-3;
  options.evaluations = 3e6;
  options.draws = 4000;
  options.stop = stop;
  const int n = net_.one_level() ? 1 : levels;
  double sum = 0, total = 0;
  for (int i = 0; i < n; ++i) {
    // Some losses grow without bound to one end: u = v^2 (3 - 2 v) is dense at both.
    const double v = (i + 0.5) / n, u = v * v * (3 - 2 * v), share = v * (1 - v);
    // The levels that EDM draws are of a normal distribution: its quantiles.
    const double z = std::sqrt(2.0) * boost::math::erf_inv(2 * u - 1);
    sum += share * least_at(net_, data_, page.level(net_, u, z), options);
    total += share;
  }
  return sum / total;
}

}  // namespace alphabar
