#pragma once

#include <memory>
#include <optional>
#include <variant>

#include "core/learn/form/learned_net.h"
#include "core/learn/net/mlp.h"
#include "core/model/denoiser.h"

namespace alphabar {

/// In what a net is evaluated; its weights are float either way.
enum class NetPrecision { full, single };  ///< double, float

/// A net that was trained on points of the plane, as a model.
///
/// At a level of any process it is asked at the level of its own process with the same
/// sigma = s / a, for x times what takes one to the other. At cleaner levels than it was trained on
/// the score stays what it is at the cleanest; at noisier ones, x0_hat is that of the noisiest with
/// x taken to its size there. A net of one level says its one score, of x / a, at every level: that
/// is all that it knows. A classifier is no model by itself.
class LearnedDenoiser : public Denoiser {
 public:
  /// Throws BadRequest where the weights are not of the net's size or not finite, naming the
  /// tensor; or for a classifier.
  explicit LearnedDenoiser(LearnedNet net, NetPrecision precision = NetPrecision::full);
  ~LearnedDenoiser() override;

  const LearnedNet& net() const { return net_; }
  const NetLevels& levels() const { return levels_; }

  Eigen::Index dimension() const override { return 2; }
  Eigen::Index at_once() const override { return 512; }
  SplitBatch split_batch(const PointBatchView& x, const Level& level,
                         std::span<const int> classes) const override;
  /// By the net's own derivatives; so is the next. Of an energy by differences.
  PointBatch pull_back(const PointBatchView& x, const Level& level,
                       const PointBatchView& g) const override;
  DivergenceBatch divergence_batch(const PointBatchView& x, const Level& level) const override;
  /// -E of an energy at its own level, up to the constant log Z that the net does not know; else
  /// empty.
  Eigen::VectorXd minus_energy(const PointBatchView& x) const;

 private:
  template <class Real>
  struct Evaluator {
    Mlp<Real> mlp;
    LineVector<Real> weights;
  };
  /// What the net says at the level it is shown: outputs, and their derivatives by x there.
  struct Said {
    PointBatch f;                                 ///< [outputs][n]
    std::array<PointBatch, most_tangents> along;  ///< dF / dx_k, where they are asked for
  };
  template <class Real>
  Said ask(const Evaluator<Real>& by, const PointBatch& x, const Level& level,
           bool derivatives) const;
  Said ask(const PointBatch& x, const Level& level, bool derivatives) const;
  /// of_x x + of_f F, x at the level asked for, F what the net says at its own.
  struct Linear {
    double of_x = 0, of_f = 0;
  };
  struct Way {
    NetLevels::Shown shown;
    Linear x0_hat, eps_hat, score;
  };
  Way way(const Level& level) const;

  LearnedNet net_;
  NetLevels levels_;
  std::variant<Evaluator<double>, Evaluator<float>> evaluator_;
};

/// Throws BadRequest naming the first tensor that has a number that is not finite.
void check_weights(const LearnedNet& net, const MlpShape& shape);

}  // namespace alphabar
