#pragma once

#include <vector>

#include "core/process/level.h"
#include "core/scene/process_spec.h"

namespace alphabar {

struct ProcessPage;

/// A forward process with its tables made, in double. A value: two of one spec are equal.
///
/// Discrete kinds count t = 1..T as the papers do (x_0 is the data, alpha_bar_0 = 1); diffusers'
/// timestep i is t = i + 1 here.
class Process {
 public:
  /// Throws BadRequest where check(spec) does.
  explicit Process(const ProcessSpec& spec);

  const ProcessSpec& spec() const { return spec_; }
  bool discrete() const { return !alpha_bar_.empty(); }
  /// dx = f(t) x dt + g(t) dw is known in closed form: VP, sub-VP and VE.
  bool has_sde() const;
  /// g^2 is known: there, and of EDM and flow.
  bool has_diffusion() const;
  /// a^2 + s^2 = 1 at every level.
  bool variance_preserving() const;
  /// a = 1 at every level: x is the data plus noise.
  bool variance_exploding() const;
  /// x = (1 - t) x_0 + t z: the libraries of flow matching call its time sigma.
  bool is_flow() const;
  /// EDM: its time is sigma, which spans decades.
  bool time_is_sigma() const;
  /// Off: x is the data at every time, and there is nothing to take away.
  bool has_noise() const { return t_max() > 0; }

  int T() const { return static_cast<int>(alpha_bar_.size()) - 1; }
  double beta(int t) const { return beta_[static_cast<std::size_t>(t)]; }            ///< t in 1..T
  double alpha_bar(int t) const { return alpha_bar_[static_cast<std::size_t>(t)]; }  ///< t in 0..T

  /// The noisiest and the cleanest time of a run: T and 1, 1 and t_end, sigma_max and sigma_min.
  double t_max() const;
  double t_min() const;

  /// The level at time t, clamped to the range of the process. t = 0 is where a run ends: clean
  /// data, or sigma_min on VE. Between the timesteps of a discrete process log(sigma) is linear.
  Level at(double t) const;

  /// The level with this sigma = s / a, with its time; sigma is kept even outside the process's
  /// range, and only the time is clamped.
  Level at_sigma(double sigma) const;

  /// The level with this log-SNR, log(a^2 / s^2), infinite ones included: pure noise, clean data.
  Level at_log_snr(double log_snr) const;

  double drift(double t) const;              ///< the factor of x in it; has_sde() is asserted
  double diffusion_squared(double t) const;  ///< g^2; has_diffusion() is asserted

 private:
  double timestep_of_sigma(double sigma) const;

  ProcessSpec spec_;
  const ProcessPage* page_;
  std::vector<double> beta_, alpha_bar_;  // index t = 0..T; beta_[0] is 0
};

}  // namespace alphabar
