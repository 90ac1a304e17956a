#include "core/engine/ode/flow_field.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace alphabar {

FlowAngle flow_angle(const Level& level) {
  return {std::atan2(level.s, level.a), std::hypot(level.a, level.s)};
}

void FlowField::operator()(double phi, std::span<const double> u, std::span<double> v,
                           std::span<double> divergence) {
  const Eigen::Index dimension = model_.dimension();
  const auto n = static_cast<Eigen::Index>(u.size()) / dimension;
  assert(v.size() == u.size() &&
         (divergence.empty() || static_cast<Eigen::Index>(divergence.size()) == n));
  if (const Mixture* mixture = model_.closed_form())
    return closed_form(*mixture, phi, u, v, divergence);
  const Level level{0, std::cos(phi), std::sin(phi)};
  const Eigen::Map<const PointBatch> points(u.data(), dimension, n);
  const SplitBatch split = model_.split_batch(points, level, {});
  Eigen::Map<PointBatch>(v.data(), dimension, n) = level.a * split.eps_hat - level.s * split.x0_hat;
  if (divergence.empty()) return;
  const DivergenceBatch traces = model_.divergence_batch(points, level);
  Eigen::Map<Eigen::VectorXd>(divergence.data(), n) =
      level.a * traces.eps_hat - level.s * traces.x0_hat;
}

void FlowField::closed_form(const Mixture& mixture, double phi, std::span<const double> u,
                            std::span<double> v, std::span<double> divergence) {
  // A component this far below the largest is 1e-35 of it: nothing, whatever its velocity.
  constexpr double negligible = -80;
  const double cos = std::cos(phi), sin = std::sin(phi);
  const std::vector<DiffusedComponent> components = mixture.at({0, cos, sin});
  terms_.resize(components.size());

  for (std::size_t i = 0; i < u.size() / 2; ++i) {
    double largest = -std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < components.size(); ++k) {
      const DiffusedComponent& c = components[k];
      const double dx = u[2 * i] - c.mean_x, dy = u[2 * i + 1] - c.mean_y;
      const double p = c.w_xx * dx + c.w_xy * dy, q = c.w_yy * dy;
      terms_[k].weight = c.log_scale - 0.5 * (p * p + q * q);
      largest = std::max(largest, terms_[k].weight);
    }
    if (!(largest > far_exponent)) {
      const std::vector<double> r = responsibilities(components, {u[2 * i], u[2 * i + 1]});
      for (std::size_t k = 0; k < r.size(); ++k) terms_[k].weight = std::log(r[k]);
      largest = 0;
    }
    double sum = 0, vx = 0, vy = 0;
    for (std::size_t k = 0; k < components.size(); ++k) {
      Term& t = terms_[k];
      const double exponent = t.weight - largest;
      t.weight = 0;
      if (exponent < negligible) continue;
      const DiffusedComponent& c = components[k];
      const double dx = u[2 * i] - c.mean_x, dy = u[2 * i + 1] - c.mean_y;
      t.weight = std::exp(exponent);
      t.score_x = -(c.p_xx * dx + c.p_xy * dy);
      t.score_y = -(c.p_xy * dx + c.p_yy * dy);
      // cos eps - sin x0, with eps = -sin score
      t.vx = -sin * (cos * t.score_x + c.mu_x + c.g_xx * dx + c.g_xy * dy);
      t.vy = -sin * (cos * t.score_y + c.mu_y + c.g_yx * dx + c.g_yy * dy);
      t.trace = sin * (cos * (c.p_xx + c.p_yy) - c.g_xx - c.g_yy);
      sum += t.weight;
      vx += t.weight * t.vx;
      vy += t.weight * t.vy;
    }
    v[2 * i] = vx /= sum;
    v[2 * i + 1] = vy /= sum;
    if (divergence.empty()) continue;
    double div = 0;
    for (const Term& t : terms_)
      if (t.weight > 0)
        div += t.weight * (t.trace + (t.vx - vx) * t.score_x + (t.vy - vy) * t.score_y);
    divergence[i] = div / sum;
  }
}

}  // namespace alphabar
