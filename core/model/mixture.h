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

/// The mixture diffused to one level: p_t(x) = sum_k weight_k N(x; a mu_k, V_k),
/// V_k = a^2 C_k + s^2 I. One entry a component, ready for evaluation; what an engine uploads.
struct DiffusedComponent {
  double mean_x, mean_y;    ///< a mu_k
  double p_xx, p_xy, p_yy;  ///< V_k^-1
  double w_xx, w_xy, w_yy;  ///< W = [w_xx w_xy; 0 w_yy], W^T W = V_k^-1: |W d|^2 cancels nothing
  double log_scale;         ///< log weight_k - log det(V_k) / 2 - log(2 pi)
  double mu_x, mu_y;        ///< mu_k, for x0_hat
  double g_xx, g_xy, g_yx, g_yy;  ///< a C_k V_k^-1: x0_hat = sum r_k (mu_k + G_k (x - a mu_k))
  double k_xx, k_xy, k_yy;        ///< s^2 C_k V_k^-1: the covariance of x_0, given x and k
  double b_x, b_y;                ///< s^2 V_k^-1 mu_k: x0_hat = sum r_k (b_k + G_k x), the same
  int label;                      ///< class
};

/// Where the largest of log_scale - |W d|^2 / 2 is not above this, x is far from all components:
/// rounding of such a number, 1e-10, begins to be felt, and shares are found in another way.
inline constexpr double far_exponent = -0x1p20;

/// The responsibilities of the components for x: shares that sum to 1. NaN where log p(x) is no
/// finite number: where x is none, and from about 1e154 standard deviations on.
std::vector<double> responsibilities(const std::vector<DiffusedComponent>& components,
                                     const Vec2& x);

/// The split at x of a mixture diffused to a level of this s.
Split split_by(const std::vector<DiffusedComponent>& components, const Vec2& x, double s);

/// The exact model of a 2D Gaussian mixture, or of a data set smoothed: everything about p_t in
/// closed form. As a Denoiser it is the one that engines have kernels for.
class Mixture : public Denoiser {
 public:
  /// Throws BadRequest where check(data) does.
  explicit Mixture(const DataSpec& data);

  /// The data as components, points too.
  const DataSpec& data() const { return data_; }
  bool isotropic() const { return isotropic_; }  ///< every ellipse is a circle
  int classes() const;                           ///< largest label + 1

  /// All components at a level; `label` >= 0: only that class's, weights renormalised. Throws
  /// BadRequest for a label that no component has.
  std::vector<DiffusedComponent> at(const Level& level, int label = -1) const;

  /// x0_hat, eps_hat and score at one point, in double:
  ///     score = -sum r_k V_k^-1 (x - a mu_k), eps_hat = -s score,
  ///     x0_hat = sum r_k (mu_k + a C_k V_k^-1 (x - a mu_k)),
  /// r_k the responsibilities, the largest exponent taken out first: any x is fine that has any
  /// (see there); else all is NaN. What is too large for a number is infinite.
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
  DataSpec data_;
  bool isotropic_;
};

}  // namespace alphabar
