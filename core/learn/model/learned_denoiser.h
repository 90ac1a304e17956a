#pragma once

#include <vector>

#include "core/learn/model/net_evaluator.h"

namespace alphabar {

/// A net that was trained on points of the plane, as a model.
///
/// At a level of any process it is asked at the level of its own process with the same
/// sigma = s / a, for x times what takes one to the other. At cleaner levels than it was trained on
/// the score stays what it is at the cleanest; at noisier ones, x0_hat is that of the noisiest with
/// x taken to its size there. A net of one level says its one score, of x / a, at every level: that
/// is all that it knows.
class LearnedDenoiser : public Denoiser {
 public:
  /// Throws BadRequest where the weights are not of the net's size or not finite, naming the
  /// tensor; or for a classifier, which is no model by itself (classifier_model.h).
  explicit LearnedDenoiser(LearnedNet net);
  LearnedDenoiser(const LearnedDenoiser&) = delete;  // in_single() refers to this
  LearnedDenoiser& operator=(const LearnedDenoiser&) = delete;

  const LearnedNet& net() const { return evaluator_.net(); }
  const NetLevels& levels() const { return evaluator_.levels(); }

  /// of_x x + of_f F, x at the level asked for, F what the net says at its own.
  struct Linear {
    double of_x = 0, of_f = 0;
  };
  /// How the split at a level follows from what the net says, of an energy from -grad E in the
  /// place of F.
  struct Way {
    NetLevels::Shown shown;
    Linear x0_hat, eps_hat, score;
  };
  Way way(const Level& level) const;

  Eigen::Index dimension() const override { return 2; }
  Eigen::Index at_once() const override { return 512; }
  SplitBatch split_batch(const PointBatchView& x, const Level& level,
                         std::span<const int> classes) const override;
  const LearnedDenoiser* net_form() const override { return this; }
  const Denoiser& in_single() const override { return single_; }
  /// By the net's own derivatives; so is the next. Of an energy by differences.
  PointBatch pull_back(const PointBatchView& x, const Level& level,
                       const PointBatchView& g) const override;
  DivergenceBatch divergence_batch(const PointBatchView& x, const Level& level) const override;

  /// What the net comes to at a level: F is what it says of `input` x, and each half of the split
  /// is of_x x + of_f F. Of an energy F is -grad E by `input` x.
  struct AtLevel {
    double input = 1;
    Linear x0_hat, eps_hat, score;
    std::vector<double> rows;  ///< U_l p + b_l of every layer, [layers][units]
  };
  AtLevel at(const Level& level) const;

  /// E of an energy at its own level, known up to a constant; else empty.
  Eigen::VectorXd energy(const PointBatchView& x) const;

 private:
  /// The same in float.
  class Single : public Denoiser {
   public:
    explicit Single(const LearnedDenoiser& full) : full_(full) {}
    Eigen::Index dimension() const override { return full_.dimension(); }
    Eigen::Index at_once() const override { return full_.at_once(); }
    SplitBatch split_batch(const PointBatchView& x, const Level& level,
                           std::span<const int> classes) const override {
      return full_.split(x, level, classes, NetPrecision::single);
    }
    PointBatch pull_back(const PointBatchView& x, const Level& level,
                         const PointBatchView& g) const override {
      return full_.pull_back(x, level, g);
    }
    DivergenceBatch divergence_batch(const PointBatchView& x, const Level& level) const override {
      return full_.divergence_batch(x, level);
    }

   private:
    const LearnedDenoiser& full_;
  };

  SplitBatch split(const PointBatchView& x, const Level& level, std::span<const int> classes,
                   NetPrecision precision) const;

  NetEvaluator evaluator_;
  Single single_{*this};
};

}  // namespace alphabar
