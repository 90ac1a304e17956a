#pragma once

#include <Eigen/Core>
#include <limits>
#include <span>

#include "core/model/loss.h"
#include "core/process/level.h"

namespace alphabar {

class LearnedDenoiser;
class Mixture;
struct Guide;

/// Points of one batch, a column each: [dimension x n].
using PointBatch = Eigen::MatrixXd;
using PointBatchView = Eigen::Ref<const Eigen::MatrixXd>;

/// The split of every point of a batch at one level: x = a x0_hat + s eps_hat, and the score; each
/// [dimension x n]. Where a model says but one of them, the others follow from
/// x = a x0_hat + s eps_hat and score = -eps_hat / s.
struct SplitBatch {
  PointBatch x0_hat, eps_hat, score;
};

/// Where guidance leads the points of a batch, and how strongly.
struct BatchGuidance {
  std::span<const int> classes;  ///< one for all points, or one for each; unused with a loss
  const Loss* loss = nullptr;    ///< x0_hat is to have little of it; in two dimensions
  double w = 0;                  ///< 0: no guidance
  bool plain_wanted = true;  ///< off: `plain` may stay empty where it is not needed for `guided`
};
/// A guide for a batch, with weight w; `guide` must outlive it.
BatchGuidance batch_guidance(const Guide& guide, double w);

struct GuidedSplitBatch {
  SplitBatch plain, guided;  ///< guided = plain + w (towards - plain), each half by itself
};

/// Traces of the Jacobians of x0_hat and eps_hat for every point of a batch; each [n].
struct DivergenceBatch {
  Eigen::VectorXd x0_hat, eps_hat;
};

/// A model: what splits points x_t of a level into signal and noise. Engines, the probability flow
/// and whatever else needs a split ask this; the exact mixture is one (mixture.h), a net that was
/// trained is another. A point has dimension() numbers: 2 of the plane, or all of a picture.
///
/// All is in double; a model that computes in float rounds on its own. Every member may be called
/// from several threads at once, but where at_once() says that all points come together: then
/// one run asks from one thread.
class Denoiser {
 public:
  virtual ~Denoiser() = default;

  virtual Eigen::Index dimension() const = 0;
  /// Whether split_batch() knows the class.
  virtual bool has_class(int /*label*/) const { return false; }
  /// Whether its guided split needs neither a class nor a loss: it is led away from another model.
  virtual bool guides_itself() const { return false; }
  /// How many points it is best asked for at once: runs cut their particles into such batches.
  virtual Eigen::Index at_once() const { return 1024; }
  static constexpr Eigen::Index all_at_once = std::numeric_limits<Eigen::Index>::max();

  /// The split at x, [dimension x n], of p(x_t), or of p(x_t | class) for one class for all points
  /// or one for each. What is too large for a number is infinite or NaN. Throws BadRequest for a
  /// class that it does not know.
  virtual SplitBatch split_batch(const PointBatchView& x, const Level& level,
                                 std::span<const int> classes) const = 0;

  /// The split with guidance. Here for a class by a second split_batch; for a loss L by
  /// -J^T g in place of grad log p(y | x), g = grad L(x0_hat), J the Jacobian of x0_hat (Chung et
  /// al. 2023, eq. 16):
  ///     score -= w J^T g,   eps_hat += w s J^T g,   x0_hat -= w (s^2 / a) J^T g.
  /// The last has a limit at a = 0, Cov[x_0 | x] g; a below 1e-5 s is taken for 1e-5 s in it, an
  /// error of that order, relative.
  virtual GuidedSplitBatch guided_split_batch(const PointBatchView& x, const Level& level,
                                              const BatchGuidance& guidance) const;

  /// J^T g, J the Jacobian of x0_hat at each point, g [dimension x n]. Here by central differences
  /// with steps of 6e-6 max(s, a / 1000), 2 dimension() batches: errors are about 1e-10 of J where
  /// x0_hat is smooth over s, and (3e-6 d)^2 of it where it bends over a d-th of that.
  virtual PointBatch pull_back(const PointBatchView& x, const Level& level,
                               const PointBatchView& g) const;

  /// What the likelihood integrates. Here by the same differences: errors about 2e-11 / s of the
  /// divergences' own sizes, as 1e-16 of a split is divided by a step; an adaptive solver's
  /// tolerance is to be well above that.
  virtual DivergenceBatch divergence_batch(const PointBatchView& x, const Level& level) const;

  /// log p(x_t) of every point, [n]; empty where the model does not know it. Here it does not.
  virtual Eigen::VectorXd log_density_batch(const PointBatchView& x, const Level& level) const;

  /// A step's noise, as a plan has it: between which levels, with which factor.
  struct NoiseStep {
    Level from, to;
    double c_z;
  };
  /// Whether scale_noise() has something to say: of models that have learned the variance.
  virtual bool scales_noise() const { return false; }
  /// Scales the draws z, [dimension x n], of the step whose output was asked for last, so that
  /// c_z z has the variance that the model gives it.
  virtual void scale_noise(const NoiseStep& /*step*/, Eigen::Ref<PointBatch> /*z*/) const {}

  /// The mixture that this is, in closed form; null: another model. For kernels that have it
  /// compiled in, and for nothing else.
  virtual const Mixture* closed_form() const { return nullptr; }
  /// The mixture that kernels of single precision run for it, which merge sets of points
  /// (core/model/points/merged.h); null: none.
  virtual const Mixture* kernel_form() const { return closed_form(); }
  /// The net that this is, for kernels that run nets; null: another model.
  virtual const LearnedDenoiser* net_form() const { return nullptr; }
  /// What runs in single precision ask: this model, its splits computed in float where it has a way
  /// to, everything else in double. Lives as long as this does.
  virtual const Denoiser& in_single() const { return *this; }
};

}  // namespace alphabar
