#pragma once

#include <vector>

#include "core/model/mixture.h"
#include "core/model/point.h"

namespace alphabar {

/// One component of a mixture diffused to one level: p_t(x) = sum_k weight_k N(x; a mu_k, V_k),
/// V_k = a^2 C_k + s^2 I. Ready for evaluation; what an engine uploads.
struct DiffusedComponent {
  Point mean;                  ///< a mu_k
  Eigen::Matrix2d precision;   ///< V_k^-1
  Eigen::Matrix2d whitening;   ///< W, upper triangular, W^T W = V_k^-1: |W d|^2 cancels nothing
  double log_scale;            ///< log weight_k - log det(V_k) / 2 - log(2 pi)
  Point mu;                    ///< mu_k, for x0_hat
  Eigen::Matrix2d gain;        ///< G_k = a C_k V_k^-1
  Eigen::Matrix2d covariance;  ///< s^2 C_k V_k^-1: the covariance of x_0, given x and k
  Point intercept;             ///< s^2 V_k^-1 mu_k = mu_k - G_k a mu_k
  int label;                   ///< class

  /// W (x - a mu_k): of standard normal distribution where x is of this component.
  Point whitened(const Point& x) const { return whitening * (x - mean); }
  /// log(weight_k N(x; a mu_k, V_k)).
  double log_share(const Point& x) const { return log_scale - 0.5 * whitened(x).squaredNorm(); }
  /// -V_k^-1 (x - a mu_k), the score of this component alone.
  Point score(const Point& x) const { return -(precision * (x - mean)); }
  /// E[x_0 | x, k] = mu_k + G_k (x - a mu_k) = intercept + G_k x.
  Point x0_hat(const Point& x) const { return mu + gain * (x - mean); }
};

/// `component`, of this share of the mass, at a level.
DiffusedComponent diffused(const Component& component, double share, const Level& level);

/// Where the largest log_share is not above this, x is far from all components: rounding of such a
/// number, 1e-10, begins to be felt, and shares are found in another way.
inline constexpr double far_exponent = -0x1p20;

/// Fills r, of any size, with the responsibilities of the components for x: shares that sum to 1.
/// Returns log p(x). They are NaN where that is no finite number: where x is none, and from about
/// 1e154 standard deviations on.
double weigh(const std::vector<DiffusedComponent>& components, const Point& x, Eigen::VectorXd& r);
Eigen::VectorXd responsibilities(const std::vector<DiffusedComponent>& components, const Point& x);

/// The split at x of a mixture diffused to a level of this s.
Split split_by(const std::vector<DiffusedComponent>& components, const Point& x, double s);

/// Trace of the Hessian of log p at x: the divergence of the score.
double laplacian_by(const std::vector<DiffusedComponent>& components, const Point& x);

}  // namespace alphabar
