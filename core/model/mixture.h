#pragma once

#include <vector>

#include "core/model/denoiser.h"
#include "core/process/level.h"
#include "core/scene/data.h"

namespace alphabar {

/// The split of x at a level: x = a x0_hat + s eps_hat, and the score, each by its own formula, so
/// that neither a = 0 nor s = 0 is an accident.
struct Split {
  Vec2 x0_hat, eps_hat, score;
};

struct DiffusedComponent;  // core/model/diffused_component.h

/// The exact model of a 2D Gaussian mixture, or of a data set smoothed: everything about p_t in
/// closed form. As a Denoiser it is the one that engines have kernels for.
///
/// Of more than DataSpec::most points it is that of circles which stand for them
/// (few_components_of): right in the large and between levels, blurred by a cell in the small. What
/// is to be exact there asks the points themselves (core/model/points/point_model.h).
class Mixture : public Denoiser {
 public:
  /// Throws BadRequest where check(data) does.
  explicit Mixture(const DataSpec& data);
  /// Of circles of one bandwidth, as many as a PointModel may have, of class 0 without labels: for
  /// merged_at(), since all of them at once are slow.
  Mixture(const std::vector<Vec2>& points, double bandwidth, const std::vector<int>& labels);

  /// The data as components, points too.
  const DataSpec& data() const { return data_; }
  /// The data as they were given.
  const DataSpec& source() const { return source_; }
  bool isotropic() const { return isotropic_; }  ///< every ellipse is a circle
  int classes() const;                           ///< largest label + 1

  /// All components at a level; `label` >= 0: only that class's, weights renormalised. Throws
  /// BadRequest for a label that no component has.
  std::vector<DiffusedComponent> at(const Level& level, int label = -1) const;

  /// x0_hat, eps_hat and score at one point, in double:
  ///     score = -sum r_k V_k^-1 (x - a mu_k), eps_hat = -s score,
  ///     x0_hat = sum r_k (mu_k + a C_k V_k^-1 (x - a mu_k)),
  /// r_k the responsibilities, the largest exponent taken out first: any x is fine that has any
  /// (see weigh); else all is NaN. What is too large for a number is infinite.
  Split split(const Vec2& x, const Level& level, int label = -1) const;
  /// log p(x); where it is too large for a number, NaN.
  double log_density(const Vec2& x, const Level& level, int label = -1) const;
  /// Trace of the Hessian of log p: the divergence of the score.
  double laplacian(const Vec2& x, const Level& level) const;

  Eigen::Index dimension() const override { return 2; }
  bool has_class(int label) const override;
  SplitBatch split_batch(const PointBatchView& x, const Level& level,
                         std::span<const int> classes) const override;
  GuidedSplitBatch guided_split_batch(const PointBatchView& x, const Level& level,
                                      const BatchGuidance& guidance) const override;
  PointBatch pull_back(const PointBatchView& x, const Level& level,
                       const PointBatchView& g) const override;
  DivergenceBatch divergence_batch(const PointBatchView& x, const Level& level) const override;
  Eigen::VectorXd log_density_batch(const PointBatchView& x, const Level& level) const override;
  const Mixture* closed_form() const override { return this; }

 private:
  DataSpec source_, data_;
  bool isotropic_;
};

}  // namespace alphabar
