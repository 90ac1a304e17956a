#pragma once

#include <vector>

#include "core/process/level.h"
#include "core/scene/process_spec.h"

namespace alphabar {

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
  bool variance_preserving() const;  ///< a^2 + s^2 = 1 throughout

  int T() const { return static_cast<int>(alpha_bar_.size()) - 1; }
  double beta(int t) const { return beta_[static_cast<std::size_t>(t)]; }            ///< t in 1..T
  double alpha_bar(int t) const { return alpha_bar_[static_cast<std::size_t>(t)]; }  ///< t in 0..T

  /// The noisiest and the cleanest time of a run: T and 1, 1 and t_end, sigma_max and sigma_min.
  double t_max() const;
  double t_min() const;

  /// The level at time t. A discrete process may be asked between its timesteps: log(sigma) is
  /// interpolated linearly. t = 0 is clean data.
  Level at(double t) const;

  /// The time whose level has this sigma; the inverse of at(t).sigma(). sigma is clamped to the
  /// range of the process.
  double time_of_sigma(double sigma) const;

  /// dx = f x dt + g dw, continuous kinds only (asserted): f is the drift's factor of x.
  double drift(double t) const;
  double diffusion_squared(double t) const;

 private:
  ProcessSpec spec_;
  std::vector<double> beta_, alpha_bar_;  // index t = 0..T; beta_[0] is 0
};

}  // namespace alphabar
