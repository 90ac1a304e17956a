#include "core/metrics/estimators/mmd.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>

namespace alphabar {
namespace {

constexpr std::size_t most_draws = 4096;

Eigen::Matrix2Xd first_points(std::span<const float> x, std::size_t most) {
  const auto n = static_cast<Eigen::Index>(std::min(x.size() / 2, most));
  return Eigen::Map<const Eigen::Matrix2Xf>(x.data(), 2, n).cast<double>();
}

/// The sum of k(at, p) over the columns p of `points`, b the widest bandwidth.
double kernel_sum(const Point& at, const Eigen::Ref<const Eigen::Matrix2Xd>& points, double b) {
  // exp(-d^2 / (2 (b / 2)^2)) is the fourth power of exp(-d^2 / (2 b^2)), and so on. Below 1e-4 the
  // powers are nothing, and are kept from being denormal.
  const Eigen::ArrayXd wide =
      ((points.colwise() - at).colwise().squaredNorm().transpose().array() / (-2 * b * b)).exp();
  const Eigen::ArrayXd second = wide.max(1e-4).square().square();
  const Eigen::ArrayXd third = second.square().square();
  return (wide + second + third + third.square().square()).sum() / Mmd::bandwidths;
}

/// The mean of k over pairs of two different columns.
double among(const Eigen::Matrix2Xd& points, double b) {
  const Eigen::Index n = points.cols();
  double sum = 0;
  for (Eigen::Index i = 0; i + 1 < n; ++i)
    sum += kernel_sum(points.col(i), points.rightCols(n - i - 1), b);
  return 2 * sum / (static_cast<double>(n) * static_cast<double>(n - 1));
}

}  // namespace

Mmd::Mmd(std::span<const DiffusedComponent> mixture, const Eigen::VectorXd& weights) {
  std::vector<Eigen::Matrix2d> variances;
  Point mean = Point::Zero();
  double square = 0;
  for (std::size_t k = 0; k < mixture.size(); ++k) {
    const double w = weights[static_cast<Eigen::Index>(k)];
    variances.emplace_back(mixture[k].precision.inverse());
    mean += w * mixture[k].mean;
    square += w * (mixture[k].mean.squaredNorm() + variances.back().trace());
  }
  bandwidth_ = std::sqrt(square - mean.squaredNorm());
  for (std::size_t k = 0; k < mixture.size(); ++k)
    mixture_.push_back(
        widened(mixture[k].mean, variances[k], weights[static_cast<Eigen::Index>(k)]));
  // E k(Y, Y') is E k(m, Y) with each component of Y widened by that of Y' around m.
  for (std::size_t k = 0; k < mixture.size(); ++k)
    for (std::size_t l = 0; l <= k; ++l) {
      const double w = weights[static_cast<Eigen::Index>(l)] * (l == k ? 1 : 2);
      const Widened both = widened(mixture[k].mean, variances[k] + variances[l],
                                   w * weights[static_cast<Eigen::Index>(k)]);
      const Point d = mixture[l].mean - both.mean;
      for (std::size_t j = 0; j < bandwidths; ++j)
        among_target_ += both.scale[j] * std::exp(-0.5 * d.dot(both.precision[j] * d));
    }
}

Mmd::Mmd(std::span<const float> y) : draws_(first_points(y, most_draws)) {
  const Eigen::Matrix2Xd centred = draws_.colwise() - draws_.rowwise().mean().eval();
  bandwidth_ = std::sqrt(centred.squaredNorm() / static_cast<double>(draws_.cols()));
  among_target_ = among(draws_, bandwidth_);
}

Mmd::Widened Mmd::widened(const Point& mean, const Eigen::Matrix2d& variance, double weight) const {
  Widened out{mean, {}, {}};
  for (std::size_t j = 0; j < bandwidths; ++j) {
    const double h = std::ldexp(bandwidth_, -static_cast<int>(j));
    const Eigen::Matrix2d wide = variance + h * h * Eigen::Matrix2d::Identity();
    out.precision[j] = wide.inverse();
    out.scale[j] = weight * h * h / std::sqrt(wide.determinant()) / bandwidths;
  }
  return out;
}

double Mmd::to_target(const Eigen::Matrix2Xd& x) const {
  double sum = 0;
  for (Eigen::Index i = 0; i < x.cols(); ++i) {
    if (mixture_.empty())
      sum += kernel_sum(x.col(i), draws_, bandwidth_) / static_cast<double>(draws_.cols());
    for (const Widened& c : mixture_) {
      const Point d = x.col(i) - c.mean;
      for (std::size_t j = 0; j < bandwidths; ++j)
        sum += c.scale[j] * std::exp(-0.5 * d.dot(c.precision[j] * d));
    }
  }
  return sum / static_cast<double>(x.cols());
}

double Mmd::squared(std::span<const float> x) const {
  const Eigen::Matrix2Xd points = first_points(x, most);
  if (points.cols() < 2) return std::numeric_limits<double>::quiet_NaN();
  return among(points, bandwidth_) - 2 * to_target(points) + among_target_;
}

}  // namespace alphabar
