#pragma once

#include <memory>

#include "core/learn/model/net_evaluator.h"

namespace alphabar {

/// Another model led by a classifier that was trained on noised data (Dhariwal and Nichol 2021,
/// section 4.1): the split of a class is the other model's with
///     score += grad_x log p(y | x_t),  eps_hat -= s grad,  x0_hat += s^2 / a grad,
/// so that guidance by a class with weight w is classifier guidance with scale w. At a level that
/// the classifier was not trained on it says what it does at the nearest.
class ClassifierModel : public Denoiser {
 public:
  /// Throws BadRequest where the net is no classifier, or as NetEvaluator does.
  ClassifierModel(std::shared_ptr<const Denoiser> plain, LearnedNet classifier);

  Eigen::Index dimension() const override { return 2; }
  Eigen::Index at_once() const override { return 512; }
  bool has_class(int label) const override;
  SplitBatch split_batch(const PointBatchView& x, const Level& level,
                         std::span<const int> classes) const override;
  PointBatch pull_back(const PointBatchView& x, const Level& level,
                       const PointBatchView& g) const override {
    return plain_->pull_back(x, level, g);
  }
  DivergenceBatch divergence_batch(const PointBatchView& x, const Level& level) const override {
    return plain_->divergence_batch(x, level);
  }
  Eigen::VectorXd log_density_batch(const PointBatchView& x, const Level& level) const override {
    return plain_->log_density_batch(x, level);
  }

  /// log p(y | x_t) of every class, [classes][n].
  PointBatch log_probabilities(const PointBatchView& x, const Level& level) const;

 private:
  std::shared_ptr<const Denoiser> plain_;
  NetEvaluator classifier_;
};

}  // namespace alphabar
