#pragma once

#include <vector>

#include "app/session/runs.h"
#include "core/plan/plan.h"
#include "core/process/process.h"

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
  Curve alpha_bar;    ///< a^2 / (a^2 + s^2): alpha_bar where the variance is kept
  Curve signal, noise;///< a and s
  Curve sigma;        ///< s / a
  Curve log_snr;      ///< 2 log(a / s)
  double t_min = 0, t_max = 1;  ///< what the time axis spans
};
ProcessCurves process_curves(const Process& process);

/// The noise that a plan adds, c_z of each reported row against the time the row starts from.
/// Langevin rows whose step comes from the particles have no such number and are left out.
Curve noise_curve(const Plan& plan);

/// sigma_t(eta) of DDIM on a list of levels, against the time a step starts from.
Curve ddim_sigma_curve(const std::vector<Level>& levels, double eta);

}  // namespace alphabar
