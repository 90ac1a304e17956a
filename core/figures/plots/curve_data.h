#pragma once

#include <vector>

#include "core/plan/plan.h"
#include "core/process/process.h"
#include "core/runs/runs.h"

namespace alphabar {

/// Points of a curve, in the order of drawing; x.size() == y.size(). Values that are not finite are
/// left out.
struct Curve {
  std::vector<double> x, y;
  void add(double at, double value);
  bool empty() const { return x.empty(); }
};

/// The curve's value at x, interpolated; NaN outside.
double value_at(const Curve& curve, double x);

/// By which numbers the levels of a process are told.
enum class LevelForm {
  alpha_bar,     ///< the variance is kept: one number says it all
  sigma,         ///< the signal is kept: the noise alone
  signal_noise,  ///< both change
};
LevelForm level_form(const Process& process);

/// A process against its own time, from its cleanest to its noisiest; some hundred points.
struct ProcessCurves {
  Curve alpha_bar;              ///< a^2 / (a^2 + s^2): alpha_bar where the variance is kept
  Curve signal, noise;          ///< a and s
  Curve sigma;                  ///< s / a
  Curve lambda;                 ///< log(a / s)
  double t_min = 0, t_max = 1;  ///< what the time axis spans
};
ProcessCurves process_curves(const Process& process);

/// sigma_t(eta) of DDIM on a list of levels, against the time a step starts from.
Curve ddim_sigma_curve(const std::vector<Level>& levels, double eta);

/// beta_t of a discrete process, g(t)^2 = d s^2 / dt - 2 s^2 d log a / dt of a continuous one (of
/// EDM per sigma). It is infinite at the noisy end of a flow, which is left out.
Curve beta_curve(const Process& process);

/// The mean of q(x_to | x_from, x_0), of_x0 x_0 + of_x x_from, and the variance that a reverse step
/// may have (Ho et al. 2020, eq. 7 and section 3.2), against the time it starts from: small is that
/// of the same posterior, large that of q(x_from | x_to). Steps of one timestep on a discrete
/// process, of `levels` on a continuous one.
struct PosteriorCurves {
  Curve of_x0, of_x, small, large;
};
PosteriorCurves posterior_curves(const Process& process, const std::vector<Level>& levels);

/// The factor of eps_hat in a step from t to t - 1, without its sign: DDIM's with eta = 0 and that
/// of an Euler step of the VP probability-flow ODE, beta / (2 sqrt(1 - alpha_bar)). Discrete
/// processes.
struct FlowCoefficients {
  Curve ddim, flow;
};
FlowCoefficients flow_coefficients(const Process& process);

}  // namespace alphabar
