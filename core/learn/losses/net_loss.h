#pragma once

#include <span>

#include "core/learn/losses/batch.h"
#include "core/learn/losses/page.h"
#include "core/learn/net/mlp.h"

namespace alphabar {

/// The loss of a net over a batch, and its gradient: of every objective. In double, or in float
/// with the sums over the batch in double. One object a thread.
template <class Real>
class NetLoss {
 public:
  /// `net` must outlive this.
  explicit NetLoss(const NetLevels& net);

  const Mlp<Real>& mlp() const { return mlp_; }

  double value(std::span<const Real> weights, const LossBatch& batch);
  /// Fills `gradient` [shape.size()] with the loss's derivative by the weights; returns the loss.
  double gradient(std::span<const Real> weights, const LossBatch& batch, std::span<Real> gradient);

  /// x' = x + h score + sqrt(2 h) z at the one level of an energy, z [n] given for this step.
  void langevin_step(std::span<const Real> weights, double h, std::span<const Vec2> z,
                     std::span<Vec2> x);

 private:
  /// Rows first .. first + n - 1 of the batch, or of its negatives, as a tape's input.
  struct Part {
    std::size_t first, n;
    bool negatives = false;
  };
  void fill(const LossBatch& batch, const Part& part, std::size_t tangents);
  double part_of(const LossBatch& batch, const Part& part);
  double regression(const LossBatch& batch, const Part& part);
  double implicit(const LossBatch& batch, const Part& part);
  double contrast(const LossBatch& batch, const Part& part);
  double cross_entropy(const LossBatch& batch, const Part& part);
  double all(std::span<const Real> weights, const LossBatch& batch, std::span<Real>* gradient);

  const NetLevels& net_;
  const LossPage& page_;
  Mlp<Real> mlp_;
  MlpTape<Real> tape_;
  LineVector<Real> of_out_;  ///< derivatives of the loss by tape_.out, and by tape_.d_out
  std::array<LineVector<Real>, most_tangents> of_tangents_;
};

}  // namespace alphabar
