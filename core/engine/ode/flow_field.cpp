#include "core/engine/ode/flow_field.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace alphabar {

FlowAngle flow_angle(const Level& level) {
  return {std::atan2(level.s, level.a), std::hypot(level.a, level.s)};
}

/// Sets the weights of terms_ to the components' shares at u, but for a factor.
void FlowField::weigh_terms(const std::vector<DiffusedComponent>& components, const Point& u) {
  // A component this far below the largest is 1e-35 of it: nothing, whatever its velocity.
  constexpr double negligible = -80;
  double largest = -std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < components.size(); ++k) {
    terms_[k].weight = components[k].log_share(u);
    largest = std::max(largest, terms_[k].weight);
  }
  if (!(largest > far_exponent)) {
    const Eigen::VectorXd r = responsibilities(components, u);
    for (std::size_t k = 0; k < components.size(); ++k)
      terms_[k].weight = std::log(r[static_cast<Eigen::Index>(k)]);
    largest = 0;
  }
  for (Term& t : terms_) {
    const double exponent = t.weight - largest;
    t.weight = exponent < negligible ? 0 : std::exp(exponent);
  }
}

void FlowField::operator()(double phi, const Eigen::ArrayXXd& state, Eigen::ArrayXXd& rate) {
  const Eigen::Index dimension = model_.dimension();
  assert(state.rows() >= dimension && rate.rows() == state.rows() && rate.cols() == state.cols());
  if (const Mixture* mixture = model_.closed_form()) {
    closed_form(*mixture, phi, state, rate);
    return;
  }
  const Level level{0, std::cos(phi), std::sin(phi)};
  const PointBatch points = state.topRows(dimension);
  const SplitBatch split = model_.split_batch(points, level, {});
  rate.topRows(dimension) = level.a * split.eps_hat.array() - level.s * split.x0_hat.array();
  if (rate.rows() == dimension) return;
  const DivergenceBatch traces = model_.divergence_batch(points, level);
  rate.row(dimension) = (level.a * traces.eps_hat - level.s * traces.x0_hat).array().transpose();
}

void FlowField::closed_form(const Mixture& mixture, double phi, const Eigen::ArrayXXd& state,
                            Eigen::ArrayXXd& rate) {
  const double cos = std::cos(phi), sin = std::sin(phi);
  const std::vector<DiffusedComponent> components = mixture.at({0, cos, sin});
  terms_.resize(components.size());
  for (Eigen::Index i = 0; i < state.cols(); ++i) {
    const Point u = state.col(i).head<2>();
    weigh_terms(components, u);
    double sum = 0;
    Point v = Point::Zero();
    for (std::size_t k = 0; k < components.size(); ++k) {
      Term& t = terms_[k];
      if (t.weight == 0) continue;
      const DiffusedComponent& c = components[k];
      t.score = c.score(u);
      t.velocity = -sin * (cos * t.score + c.x0_hat(u));  // cos eps - sin x0, eps = -sin score
      t.trace = sin * (cos * c.precision.trace() - c.gain.trace());
      sum += t.weight;
      v += t.weight * t.velocity;
    }
    v /= sum;
    rate.col(i).head<2>() = v;
    if (rate.rows() == 2) continue;
    double divergence = 0;
    for (const Term& t : terms_)
      if (t.weight != 0) divergence += t.weight * (t.trace + (t.velocity - v).dot(t.score));
    rate(2, i) = divergence / sum;
  }
}

}  // namespace alphabar
