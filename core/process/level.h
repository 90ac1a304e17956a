#pragma once

#include <cmath>
#include <limits>

namespace alphabar {

/// One noise level of a process: the kernel q(x_t | x_0) = N(a x_0, s^2 I), and its time.
///
/// `t` is the process's own time: 1..T (0 is the data) for a discrete process, in [0, 1] for an SDE
/// or a flow, sigma itself for EDM. a >= 0, s >= 0, never both 0; a = 0 is pure noise, s = 0 clean
/// data.
struct Level {
  double t = 0, a = 1, s = 0;

  double alpha_bar() const { return a * a; }
  double sigma() const { return a > 0 ? s / a : std::numeric_limits<double>::infinity(); }
  bool operator==(const Level&) const = default;
};

/// log(a / s), half the log SNR (Lu et al. 2022, DPM-Solver, section 3.1); +infinity for clean
/// data, -infinity for pure noise.
inline double lambda(const Level& level) { return std::log(level.a) - std::log(level.s); }
/// log(a^2 / s^2), twice that.
inline double log_snr(const Level& level) { return 2 * lambda(level); }

}  // namespace alphabar
