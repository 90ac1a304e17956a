#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/base/listed.h"

namespace alphabar {

/// How the levels of a run are spread. The first four pick timesteps 1..T of a discrete process; on
/// a continuous one the first three are the same evenly spaced times, and quadratic their squares.
/// The others pick sigmas.
enum class Spacing {
  leading,          ///< i (T // n) + offset, from t = 1 up
  linspace,         ///< both ends included
  trailing,         ///< from t = T down
  quadratic,        ///< squares of a linear list up to 0.8 T (Song et al. 2021, DDIM, D.3)
  karras,           ///< sigma^(1 / rho) linear (Karras et al. 2022, eq. 5)
  exponential,      ///< log sigma linear
  polyexponential,  ///< log sigma as a power rho of a linear list
  beta,             ///< sigma as the quantiles of a Beta distribution (Lee et al. 2024)
  by_hand,          ///< `values`, from noisy to clean
};

/// All of them, in the order of the enumeration; the formula is entry i = 0..n-1 of the list.
std::span<const Listed<Spacing>> spacings();
inline std::span<const Listed<Spacing>> listed(Spacing) { return spacings(); }
inline const Listed<Spacing>& spacing_info(Spacing spacing) {
  return entry_of(spacings(), spacing);
}

/// In what the levels given by hand are counted.
enum class LevelUnit {
  sigma,  ///< s / a; the first may be infinite: pure noise
  t,      ///< the process's time: timestep 1..T, time of an SDE or of a flow
};

constexpr auto listed(LevelUnit) {
  return std::array{
      Listed{LevelUnit::sigma, "sigma"},
      Listed{LevelUnit::t, "t"},
  };
}

/// Which levels a run visits. "sigma" is s / a, and on a flow its time t, which the libraries of
/// flow matching call sigma.
struct GridSpec {
  Spacing spacing = Spacing::leading;
  int steps = 50;       ///< 1 or more; at most T on a discrete process
  int offset = 0;       ///< leading: added to every timestep (diffusers' steps_offset)
  double shift = 1;     ///< flow: t -> shift t / (1 + (shift - 1) t) (Esser 2024, eq. 23)
  double terminal = 0;  ///< flow: 1 - t is stretched so that the last t is this; 0: it is not
  double rho = 7;       ///< karras, polyexponential: > 0
  double beta_a = 0.6;  ///< beta: the two parameters of the distribution, > 0
  double beta_b = 0.6;
  double sigma_max = 0;   ///< karras .. beta: the first sigma; 0: the process's highest
  double sigma_min = 0;   ///< karras .. beta: the last sigma before the end; 0: its lowest
  bool end_clean = true;  ///< the last level is clean data; false: the process's first level,
                          ///< sigma_min, or by_hand the last of `values`
  bool round_timesteps =
      true;                  ///< linspace: whole timesteps; false: sigma interpolated between them
  bool log_between = false;  ///< linspace between timesteps: log sigma interpolated, as in
                             ///< k-diffusion; false: sigma, as in diffusers
  bool stride_targets =
      false;                 ///< step to t - T // n as diffusers' DDIM does, not to the next entry
  bool shift_twice = false;  ///< flow: the lower end is shifted before the list is, as in diffusers
  LevelUnit values_in = LevelUnit::sigma;  ///< by_hand
  std::vector<double> values;              ///< by_hand

  bool operator==(const GridSpec&) const = default;
};

/// Throws BadRequest naming the field, its value and its range.
void check(const GridSpec& grid);

}  // namespace alphabar
