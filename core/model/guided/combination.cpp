#include "core/model/guided/combination.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace alphabar {
namespace {

using Column = Eigen::VectorXd;

/// A level whose a or s is 0 is taken for one beside it: there one of the outputs says nothing of
/// the other.
Level off_the_ends(const Level& level) {
  constexpr double least = 1e-5;
  return {level.t, std::max(level.a, least * level.s), std::max(level.s, least * level.a)};
}

void from_x0_hat(SplitBatch& split, const PointBatchView& x, const Level& level) {
  split.eps_hat = (x - level.a * split.x0_hat) / level.s;
  split.score = -split.eps_hat / level.s;
}
void from_eps_hat(SplitBatch& split, const PointBatchView& x, const Level& level) {
  split.x0_hat = (x - level.s * split.eps_hat) / level.a;
  split.score = -split.eps_hat / level.s;
}

/// Of numbers in any order, linear between them (numpy.quantile's default).
double quantile(Column values, double share) {
  std::ranges::sort(values);
  const double at = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<Eigen::Index>(at);
  const Eigen::Index above = std::min(below + 1, values.size() - 1);
  return values[below] + (at - static_cast<double>(below)) * (values[above] - values[below]);
}

Column rescaled(const Column& plain, const Column& led, double w, double phi) {
  const Column moved = plain + w * (led - plain);
  const double size = moved.norm();
  return size > 0 ? Column((1 - phi + phi * led.norm() / size) * moved) : moved;
}

Column projected(const Column& plain, const Column& led, double w, const GuidanceSpec& g) {
  Column change = led - plain;
  const double length = change.norm(), squared = led.squaredNorm();
  if (g.radius > 0 && length > g.radius) change *= g.radius / length;
  const Column along =
      squared > 0 ? Column(change.dot(led) / squared * led) : Column(Column::Zero(led.size()));
  return led + (w - 1) * (change - along + g.parallel * along);
}

Column threshold(const Column& plain, const Column& led, double w, const GuidanceSpec& g) {
  const Column moved = plain + w * (led - plain);
  const double cut = std::max(g.bound, quantile(moved.cwiseAbs(), g.percentile));
  return moved.cwiseMax(-cut).cwiseMin(cut) * (g.bound / cut);
}

Column zero_star(const Column& plain, const Column& led, double w) {
  const double squared = plain.squaredNorm();
  const double fit = squared > 0 ? led.dot(plain) / squared : 0;
  return fit * plain + w * (led - fit * plain);
}

/// The led outputs from the plain ones, each column by itself.
template <class Combine>
PointBatch each_column(const PointBatch& plain, const PointBatch& led, Combine combine) {
  PointBatch out(plain.rows(), plain.cols());
  for (Eigen::Index i = 0; i < out.cols(); ++i) out.col(i) = combine(plain.col(i), led.col(i));
  return out;
}

void move(SplitBatch& split, const SplitBatch& from, const SplitBatch& to, double w) {
  split.x0_hat += w * (to.x0_hat - from.x0_hat);
  split.eps_hat += w * (to.eps_hat - from.eps_hat);
  split.score += w * (to.score - from.score);
}

}  // namespace

CombinedModel::CombinedModel(std::shared_ptr<const Denoiser> base,
                             std::shared_ptr<const Denoiser> weaker, GuidanceSpec guidance)
    : base_(std::move(base)), weaker_(std::move(weaker)), guidance_(std::move(guidance)) {}

bool CombinedModel::is_needed(const GuidanceSpec& guidance) {
  return guidance.kind == GuidanceKind::autoguidance || combines(guidance);
}

SplitBatch CombinedModel::split_batch(const PointBatchView& x, const Level& level,
                                      std::span<const int> classes) const {
  return base_->split_batch(x, level, classes);
}

GuidedSplitBatch CombinedModel::guided_split_batch(const PointBatchView& x, const Level& level,
                                                   const BatchGuidance& guidance) const {
  const double w = guidance.w;
  GuidedSplitBatch out{base_->split_batch(x, level, {}), {}};
  out.guided = out.plain;
  if (w == 0) return out;
  if (weaker_) {
    move(out.guided, weaker_->split_batch(x, level, {}), out.plain, w);
    return out;
  }
  const SplitBatch led = base_->split_batch(x, level, guidance.classes);
  const GuidanceSpec& g = guidance_;
  const Level inner = off_the_ends(level);
  SplitBatch& made = out.guided;
  switch (g.combination) {
    case Combination::linear: move(made, out.plain, led, w); break;
    case Combination::rescaled:
      made.eps_hat = each_column(out.plain.eps_hat, led.eps_hat, [&](const auto& u, const auto& c) {
        return rescaled(u, c, w, g.rescale);
      });
      from_eps_hat(made, x, inner);
      break;
    case Combination::projected:
    case Combination::threshold:
      made.x0_hat = each_column(out.plain.x0_hat, led.x0_hat, [&](const auto& u, const auto& c) {
        return g.combination == Combination::projected ? projected(u, c, w, g)
                                                       : threshold(u, c, w, g);
      });
      from_x0_hat(made, x, inner);
      break;
    case Combination::zero_star: {
      const PointBatch v =
          each_column(out.plain.eps_hat - out.plain.x0_hat, led.eps_hat - led.x0_hat,
                      [&](const auto& u, const auto& c) { return zero_star(u, c, w); });
      made.x0_hat = (x - level.s * v) / (level.a + level.s);
      made.eps_hat = (x + level.a * v) / (level.a + level.s);
      made.score = -made.eps_hat / inner.s;
      break;
    }
  }
  return out;
}

PointBatch CombinedModel::pull_back(const PointBatchView& x, const Level& level,
                                    const PointBatchView& g) const {
  return base_->pull_back(x, level, g);
}

DivergenceBatch CombinedModel::divergence_batch(const PointBatchView& x, const Level& level) const {
  return base_->divergence_batch(x, level);
}

Eigen::VectorXd CombinedModel::log_density_batch(const PointBatchView& x,
                                                 const Level& level) const {
  return base_->log_density_batch(x, level);
}

}  // namespace alphabar
