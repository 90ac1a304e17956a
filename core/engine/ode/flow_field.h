#pragma once

#include <vector>

#include "core/model/diffused_component.h"
#include "core/model/mixture.h"

namespace alphabar {

/// The probability flow of a model, in the one variable that is finite at both ends.
///
/// In y = x / a the flow of every process is dy = eps_hat dsigma (Song, Meng, Ermon 2021, eq. 14).
/// With sigma = tan(phi) and u = y cos(phi) that is
///
///     du/dphi = cos(phi) eps_hat - sin(phi) x0_hat,
///
/// the v of Salimans and Ho (2022, appendix D): neither a = 0 (phi = pi / 2) nor s = 0 (phi = 0) is
/// singular. So a level is a point (a, s) = scale (cos phi, sin phi), and x = scale u.
struct FlowAngle {
  double phi, scale;
};
FlowAngle flow_angle(const Level& level);

/// du/dphi and its divergence for many points at one angle, in double. One object a thread.
class FlowField {
 public:
  explicit FlowField(const Denoiser& model) : model_(model) {}

  /// A point u is a column, the first model.dimension() rows of `state`; in the same place of
  /// `rate` comes v, and below it, where `rate` has one row more, the divergence. Of the exact
  /// mixture, with r_k the responsibilities and v_k the velocity of component k alone (linear in u,
  /// Jacobian J_k):
  ///     v = sum r_k v_k,  div v = sum r_k [tr J_k + (v_k - v) . score_k].
  void operator()(double phi, const Eigen::ArrayXXd& state, Eigen::ArrayXXd& rate);

 private:
  /// One component at one point.
  struct Term {
    double weight;
    Point velocity, score;
    double trace;
  };

  void closed_form(const Mixture& mixture, double phi, const Eigen::ArrayXXd& state,
                   Eigen::ArrayXXd& rate);
  void weigh_terms(const std::vector<DiffusedComponent>& components, const Point& u);

  const Denoiser& model_;
  std::vector<Term> terms_;
};

}  // namespace alphabar
