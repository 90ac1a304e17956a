#pragma once

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "core/model/diffused_component.h"

namespace alphabar {

/// The squared maximum mean discrepancy between particles and a target, without bias (Gretton et
/// al. 2012, eq. 3): mean k(x_i, x_j) over i != j, less 2 E k(X, Y), plus E k(Y, Y').
///
/// k is the mean of exp(-|x - y|^2 / (2 h^2)) over the bandwidths h = b, b/2, b/4 and b/8, with
/// b^2 = E|Y - Y'|^2 / 2, the trace of the target's covariance (several kernels: Li et al. 2015).
class Mmd {
 public:
  static constexpr int bandwidths = 4;
  static constexpr std::size_t most = 2048;  ///< particles that are counted, the first of them

  /// Against a Gaussian mixture: E k(X, Y) and E k(Y, Y') are exact, as a Gaussian kernel widens
  /// every component by h. `weights` sum to 1.
  Mmd(std::span<const DiffusedComponent> mixture, const Eigen::VectorXd& weights);
  /// Against draws y [m][2], m at least 2, of which the first 4096 are counted.
  explicit Mmd(std::span<const float> y);

  /// x: [n][2], finite. NaN where n is 1.
  double squared(std::span<const float> x) const;

  double bandwidth() const { return bandwidth_; }  ///< b

 private:
  /// A component widened by each bandwidth.
  struct Widened {
    Point mean;
    std::array<Eigen::Matrix2d, bandwidths> precision;
    std::array<double, bandwidths> scale;  ///< weight h^2 / sqrt(det), a share of the mean
  };
  double to_target(const Eigen::Matrix2Xd& x) const;  // mean of E k(x_i, Y)
  Widened widened(const Point& mean, const Eigen::Matrix2d& variance, double weight) const;

  double bandwidth_ = 0;
  std::vector<Widened> mixture_;
  Eigen::Matrix2Xd draws_;  // or these
  double among_target_ = 0;
};

}  // namespace alphabar
