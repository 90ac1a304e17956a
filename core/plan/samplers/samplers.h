#pragma once

#include <span>
#include <string>

#include "core/plan/plan.h"
#include "core/process/process.h"
#include "core/scene/guidance_spec.h"
#include "core/scene/sampler_spec.h"

namespace alphabar {

/// Which fields of SamplerSpec a sampler uses; what a panel shows and a scene file keeps.
enum SamplerOption : unsigned {
  option_eta = 1u << 0,
  option_variance = 1u << 1,
  option_flow_form = 1u << 2,
  option_step_size = 1u << 3,
  option_steps_each = 1u << 4,
  option_order = 1u << 5,
  option_corrector = 1u << 6,
  option_frame = 1u << 7,
  option_trials = 1u << 8,
  option_churn = 1u << 9,
  option_noise_scale = 1u << 10,
  option_form = 1u << 11,
  option_solver_type = 1u << 12,
  option_lower_order = 1u << 13,  ///< lower_order_final
  option_euler_at_final = 1u << 14,
  option_unipc_b = 1u << 15,
  option_uncorrected = 1u << 16,
  option_runge_kutta = 1u << 17,
  option_round_trip = 1u << 18,
  option_boundary = 1u << 19,
};

/// A sampler as the program lists it.
struct SamplerInfo {
  SamplerKind kind;
  const char* name;   ///< in files and on the command line: "ddim"
  const char* title;  ///< on screen: "DDIM"
  /// One step as its paper has it, in plain text that parse_equation reads; what carries a prime
  /// belongs to the level stepped to. sigma_t: the standard deviation of the step's noise; beta_t:
  /// the noise per time. What stands behind the first equation may be true on some grids alone.
  const char* formula;
  const char* formula_else;  ///< on processes that do not preserve the variance; null: the same
  const char* source;        ///< publication and equation
  unsigned options;          ///< SamplerOption bits
  bool stochastic;           ///< with its default options
  Plan (*build)(const Process&, const SamplerSpec&);
};

/// All samplers, in the order of the family: ancestral, SDE, ODE, multistep.
std::span<const SamplerInfo> samplers();
inline std::span<const SamplerInfo> listed(SamplerKind) { return samplers(); }
inline const SamplerInfo& sampler_info(SamplerKind kind) { return entry_of(samplers(), kind); }

/// The formula of one step on this process.
const char* formula_of(const SamplerInfo& info, const Process& process);

/// The plan of a sampler on a process. Throws BadRequest where the two do not fit: more steps than
/// timesteps, a sampler that needs an SDE on a process that has none, a sigma list that rises.
Plan build_plan(const Process& process, const SamplerSpec& sampler,
                const GuidanceSpec& guidance = {});

}  // namespace alphabar
