#include "core/model/denoiser.h"

#include <algorithm>
#include <cmath>

#include "core/model/point.h"

namespace alphabar {
namespace {

/// Calls use(i, difference of the splits, step) for the central difference in every coordinate:
/// (f(x + h e_i) - f(x - h e_i)) / step, step being what 2 h came to in each column.
template <class Use>
void for_each_difference(const Denoiser& model, const PointBatchView& x, const Level& level,
                         Use use) {
  const double h =
      std::cbrt(std::numeric_limits<double>::epsilon()) * std::max(level.s, 1e-3 * level.a);
  PointBatch up = x, down = x;
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    up.row(i).array() += h;
    down.row(i).array() -= h;
    const SplitBatch above = model.split_batch(up, level, {});
    const SplitBatch below = model.split_batch(down, level, {});
    const Eigen::RowVectorXd step = up.row(i) - down.row(i);
    use(i, above, below, step);
    up.row(i) = down.row(i) = x.row(i);
  }
}

void move(SplitBatch& split, const SplitBatch& towards, double w) {
  split.x0_hat += w * (towards.x0_hat - split.x0_hat);
  split.eps_hat += w * (towards.eps_hat - split.eps_hat);
  split.score += w * (towards.score - split.score);
}

PointBatch gradients(const Loss& loss, const PointBatch& x0_hat) {
  PointBatch g(2, x0_hat.cols());
  for (Eigen::Index i = 0; i < g.cols(); ++i) {
    const Vec2 gradient_i = gradient(loss, vec2_of(x0_hat.col(i)));
    g(0, i) = gradient_i[0];
    g(1, i) = gradient_i[1];
  }
  return g;
}

}  // namespace

GuidedSplitBatch Denoiser::guided_split_batch(const PointBatchView& x, const Level& level,
                                              const BatchGuidance& guidance) const {
  GuidedSplitBatch out;
  out.plain = split_batch(x, level, {});
  out.guided = out.plain;
  const double w = guidance.w;
  if (w == 0) return out;
  if (!guidance.loss) {
    move(out.guided, split_batch(x, level, guidance.classes), w);
    return out;
  }
  const Level inner{level.t, std::max(level.a, 1e-5 * level.s), level.s};
  const PointBatch pull = pull_back(x, inner, gradients(*guidance.loss, out.plain.x0_hat));
  const double to_score = w * level.a / inner.a;
  out.guided.score -= to_score * pull;
  out.guided.eps_hat += to_score * level.s * pull;
  out.guided.x0_hat -= w * level.s * level.s / inner.a * pull;
  return out;
}

PointBatch Denoiser::pull_back(const PointBatchView& x, const Level& level,
                               const PointBatchView& g) const {
  PointBatch out(x.rows(), x.cols());
  for_each_difference(*this, x, level,
                      [&](Eigen::Index i, const SplitBatch& above, const SplitBatch& below,
                          const Eigen::RowVectorXd& step) {
                        const PointBatch change = above.x0_hat - below.x0_hat;
                        out.row(i) = change.cwiseProduct(g).colwise().sum().cwiseQuotient(step);
                      });
  return out;
}

DivergenceBatch Denoiser::divergence_batch(const PointBatchView& x, const Level& level) const {
  const Eigen::VectorXd zero = Eigen::VectorXd::Zero(x.cols());
  DivergenceBatch out{zero, zero};
  for_each_difference(
      *this, x, level,
      [&](Eigen::Index i, const SplitBatch& above, const SplitBatch& below,
          const Eigen::RowVectorXd& step) {
        out.x0_hat += (above.x0_hat.row(i) - below.x0_hat.row(i)).cwiseQuotient(step).transpose();
        out.eps_hat +=
            (above.eps_hat.row(i) - below.eps_hat.row(i)).cwiseQuotient(step).transpose();
      });
  return out;
}

Eigen::VectorXd Denoiser::log_density_batch(const PointBatchView& /*x*/,
                                            const Level& /*level*/) const {
  return {};
}

}  // namespace alphabar
