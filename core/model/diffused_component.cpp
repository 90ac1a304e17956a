#include "core/model/diffused_component.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/model/ellipse.h"

namespace alphabar {
namespace {

/// log_share of c - log_share of b at x, made of the differences of c and b, so that it is right
/// where the shares themselves are too far from 1 to be told apart:
/// |W_c d_c|^2 - |W_b d_b|^2 = (W_c d_c - W_b d_b) (W_c d_c + W_b d_b), where
/// W_c d_c - W_b d_b = (W_c - W_b) d_b + W_c (m_b - m_c).
double excess(const DiffusedComponent& c, const DiffusedComponent& b, const Point& x) {
  const Point difference =
      (c.whitening - b.whitening) * (x - b.mean) + c.whitening * (b.mean - c.mean);
  const Point sum = c.whitened(x) + b.whitened(x);
  return c.log_scale - b.log_scale - 0.5 * difference.dot(sum);
}

/// Fills r with the components' shares in p(x), but for a factor, by their excess over the largest.
void weigh_far(const std::vector<DiffusedComponent>& components, const Point& x,
               Eigen::VectorXd& r) {
  std::size_t best = 0;
  for (std::size_t k = 1; k < components.size(); ++k)
    if (excess(components[k], components[best], x) > 0) best = k;
  for (std::size_t k = 0; k < components.size(); ++k)
    r[static_cast<Eigen::Index>(k)] =
        k == best ? 1 : std::exp(excess(components[k], components[best], x));
}

/// Calls f(component, r_k) for every component that has a share.
template <class F>
void for_each_share(const std::vector<DiffusedComponent>& components, const Eigen::VectorXd& r,
                    F f) {
  for (std::size_t k = 0; k < components.size(); ++k)
    if (const double share = r[static_cast<Eigen::Index>(k)]; share != 0) f(components[k], share);
}

}  // namespace

DiffusedComponent diffused(const Component& component, double share, const Level& level) {
  const double a = level.a, s = level.s;
  // V and everything made of it share the axes of the ellipse, and so the projections on them.
  const bool circle = component.std[0] == component.std[1];
  const Eigen::Matrix2d axes = circle ? Eigen::Matrix2d::Identity() : axes_of(component);
  const Eigen::Matrix2d first = axes.col(0) * axes.col(0).transpose();
  const Eigen::Matrix2d second = axes.col(1) * axes.col(1).transpose();
  const Eigen::Array2d c = point_of(component.std).array().square();
  const Eigen::Array2d v = a * a * c + s * s;
  const Eigen::Array2d gain = a * c / v, left = s * s / v, covariance = c * left;

  DiffusedComponent d;
  d.mu = point_of(component.mean);
  d.mean = a * d.mu;
  // V^-1 and W are 1 / v_2 and more along the first axis, so that where noise has made circles of
  // all components no rounding tells them apart.
  d.precision = Eigen::Matrix2d::Identity() / v[1] + (v[1] - v[0]) / (v[0] * v[1]) * first;
  const double w_xx = std::sqrt(d.precision(0, 0));
  const double v_yy = v[1] + first(1, 1) * (v[0] - v[1]);
  d.whitening << w_xx, d.precision(0, 1) / w_xx, 0, 1 / std::sqrt(v_yy);
  d.log_scale =
      std::log(share) - 0.5 * (std::log(v[0]) + std::log(v[1])) - std::log(2 * std::numbers::pi);
  d.gain = gain[0] * first + gain[1] * second;
  d.covariance = covariance[0] * first + covariance[1] * second;
  d.intercept = axes * left.matrix().cwiseProduct(axes.transpose() * d.mu);
  d.label = component.label;
  return d;
}

double weigh(const std::vector<DiffusedComponent>& components, const Point& x, Eigen::VectorXd& r) {
  r.resize(static_cast<Eigen::Index>(components.size()));
  double largest = -std::numeric_limits<double>::infinity();
  for (Eigen::Index k = 0; k < r.size(); ++k)
    largest = std::max(largest, r[k] = components[static_cast<std::size_t>(k)].log_share(x));
  if (largest > far_exponent)
    for (double& share : r) share = std::exp(share - largest);  // Eigen's own exp is never 0
  else if (std::isfinite(largest))
    weigh_far(components, x, r);
  else
    r.setConstant(std::numeric_limits<double>::quiet_NaN());
  double sum = 0;
  for (const double share : r) sum += share;
  r *= 1 / sum;
  return largest + std::log(sum);
}

Eigen::VectorXd responsibilities(const std::vector<DiffusedComponent>& components, const Point& x) {
  Eigen::VectorXd r;
  weigh(components, x, r);
  return r;
}

Split split_by(const std::vector<DiffusedComponent>& components, const Point& x, double s) {
  Point score = Point::Zero(), x0_hat = Point::Zero();
  for_each_share(components, responsibilities(components, x),
                 [&](const DiffusedComponent& c, double r) {
                   score += r * c.score(x);
                   x0_hat += r * c.x0_hat(x);
                 });
  return {vec2_of(x0_hat), vec2_of(-s * score), vec2_of(score)};
}

double laplacian_by(const std::vector<DiffusedComponent>& components, const Point& x) {
  // tr H log p = sum r_k (|score_k|^2 - tr V_k^-1) - |score|^2; the squares as a variance.
  const Eigen::VectorXd r = responsibilities(components, x);
  Point mean = Point::Zero();
  for_each_share(components, r,
                 [&](const DiffusedComponent& c, double share) { mean += share * c.score(x); });
  double laplacian = 0;
  for_each_share(components, r, [&](const DiffusedComponent& c, double share) {
    laplacian += share * ((c.score(x) - mean).squaredNorm() - c.precision.trace());
  });
  return laplacian;
}

}  // namespace alphabar
