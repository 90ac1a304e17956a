#pragma once

#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/model/denoiser.h"
#include "core/process/level.h"

namespace alphabar {

struct FlowOptions {
  double tolerance = 1e-12;  ///< error allowed in a step, absolute and relative, 1e-14..1e-2
  int threads = 0;           ///< 0: one for each processor
  std::stop_token stop;      ///< asked for in every step; throws Cancelled
  std::function<void(double)> progress;  ///< fraction done, from any thread; may be empty
};

/// Where the probability-flow ODE takes points of a model, between any two levels of any
/// process, towards the data or away from it: what every deterministic sampler approximates.
///
/// Boost.odeint's Runge-Kutta-Fehlberg 7(8) in the angle of FlowField, so clean data (s = 0) and
/// pure noise (a = 0) are levels like any other. 64 points at a time share their steps, blocks run
/// on all cores; the result is the same to the last bit at any number of threads. Measured from
/// noise to data: 20,000 points of eight clusters take about a second on two cores and end within
/// 1e-10 of the solution at the default tolerance, within 1e-6 in half the time at 1e-8. Guidance
/// takes no part: this is the flow of the model itself.
///
/// x: [n][dimension of a point, D], at levels.front(). Returns [levels][n][D], the points at each
/// level in turn, the first being x. Throws BadRequest for fewer than one level, a level that is
/// none, points that are not finite, options out of range; Cancelled; Failed where the steps shrink
/// to nothing.
std::vector<double> flow_states(const Denoiser& model, std::span<const Level> levels,
                                std::span<const double> x, const FlowOptions& options = {});

/// The points x [n][D] of level `from` carried to level `to`: [n][D]. For a lane, from = plan.start
/// and to = plan.rows.back().to.
std::vector<double> ode_end_points(const Denoiser& model, const Level& from, const Level& to,
                                   std::span<const double> x, const FlowOptions& options = {});

/// The exact likelihood by the divergence of the flow (Song et al. 2021, SDE paper, eq. 39; Chen et
/// al. 2018): along a solution, d log p = -div dt. All [n].
struct FlowLikelihood {
  std::vector<double> z;            ///< [n][D], the points carried to level `to`
  std::vector<double> delta_log_p;  ///< log p_from(x) - log p_to(z): the integral of the divergence
  std::vector<double> end_log_p;    ///< log p_to(z), the model's own, or the prior's
  bool end_is_prior = false;        ///< the model knows no density: N(0, s^2 I) is taken at `to`
  double log_p(std::size_t i) const { return end_log_p[i] + delta_log_p[i]; }
};

/// log N(x; 0, std^2 I) of points x [n][dimension]: [n].
std::vector<double> normal_log_density(std::span<const double> x, std::size_t dimension,
                                       double std);

/// Natural logarithms of densities, for points x [n][D] at level `from`, usually the clean end;
/// `to` is usually the noisy one. The closed form Mixture::log_density says the same: this is what
/// one computes where there is no closed form. Where the model's divergences come of differences
/// (Denoiser::divergence_batch), ask for no more than their accuracy. Where a model knows no
/// density either, `to` is to be so noisy that its points are the prior's; with s = 0 there
/// end_log_p is empty. Throws as flow_states.
FlowLikelihood flow_likelihood(const Denoiser& model, const Level& from, const Level& to,
                               std::span<const double> x, const FlowOptions& options = {});

}  // namespace alphabar
