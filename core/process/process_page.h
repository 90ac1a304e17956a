#pragma once

#include <vector>

#include "core/process/level.h"
#include "core/scene/process_spec.h"

namespace alphabar {

/// What a kind of process is, in double: what Process asks. A page is one file for each family; its
/// functions get a spec that passed check().
struct ProcessPage {
  ProcessKind kind;

  /// Of a discrete process, and then all that is said of it: beta_1 .. beta_T, each in (0, 1], 1 at
  /// the end alone. Process makes the rest from them, zero terminal SNR too.
  std::vector<double> (*betas)(const ProcessSpec&) = nullptr;

  // Of a process of continuous time.
  double (*t_max)(const ProcessSpec&) = [](const ProcessSpec&) { return 1.0; };
  double (*t_min)(const ProcessSpec&) = [](const ProcessSpec& p) { return p.t_end; };
  /// The level at t, from 0 to t_max.
  Level (*at)(const ProcessSpec&, double t) = nullptr;
  /// The level with this sigma = s / a, infinity included. Its time is clamped to the range.
  Level (*at_sigma)(const ProcessSpec&, double sigma) = nullptr;
  /// The factor of x in the drift of dx = f(t) x dt + g(t) dw; null: no sampler steps along it.
  double (*drift)(const ProcessSpec&, double t) = nullptr;
  double (*diffusion_squared)(const ProcessSpec&, double t) = nullptr;  ///< g^2; null: not known

  bool preserves_variance = false;  ///< a^2 + s^2 = 1 at every level
  bool explodes_variance = false;   ///< a = 1 at every level
  bool time_is_sigma = false;
  bool flow = false;  ///< x = (1 - t) x_0 + t z
};

#define ALPHABAR_PAGE(name) extern const ProcessPage name##_process;
ALPHABAR_PROCESSES(ALPHABAR_PAGE)
#undef ALPHABAR_PAGE

const ProcessPage& process_page(ProcessKind kind);

/// The variance-preserving level with this sigma = s / a.
Level preserving_level(double t, double sigma);

}  // namespace alphabar
