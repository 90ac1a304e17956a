#pragma once

#include <optional>

#include "core/files/json/json_fields.h"
#include "core/process/process.h"
#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

/// What a scheduler of diffusers says of its levels beside the timesteps: it becomes a grid only
/// together with the process and the number of steps (settle_sigmas).
struct LibrarySigmas {
  std::optional<Spacing> spacing;  ///< use_karras_sigmas, use_exponential_sigmas (use_lu_lambdas is
                                   ///< the same list), use_beta_sigmas
  double sigma_min = 0, sigma_max = 0;  ///< 0: those of the list of timesteps
  bool log_linear = false;              ///< interpolation_type
  bool flow = false;                    ///< use_flow_sigmas: a flow's times, of flow_shift
  double flow_shift = 1;
  double terminal = 0;  ///< shift_terminal
};

/// diffusers' word for timestep_spacing, and its key that asks for a list of sigmas; null: none.
const char* timestep_spacing(Spacing spacing);
const char* sigma_list(Spacing spacing);

/// num_inference_steps, timestep_spacing, steps_offset, set_alpha_to_one, final_sigmas_type.
void read_timesteps(JsonFields& f, GridSpec& grid);

/// The options of LibrarySigmas. Throws BadRequest where two lists are asked for at once.
LibrarySigmas read_sigmas(JsonFields& f);

/// e^mu, or mu where the shift is linear, of a flow's dynamic shift; nothing where it has none.
/// Throws BadRequest where mu is missing.
std::optional<double> read_dynamic_shift(JsonFields& f);

/// How a family of schedulers makes its list.
enum class SigmaRule {
  spaced,   ///< Euler, Heun, LMS, KDPM2: sigmas between those of the first and the last timestep
  process,  ///< DPM-Solver, DEIS, UniPC: sigmas over the whole process
};

/// Puts the list into the grid of a sampler on its process. Throws BadRequest where that is no
/// grid.
void settle_sigmas(const Process& process, const LibrarySigmas& sigmas, SigmaRule rule,
                   GridSpec& grid);

/// Where a list of flow times begins.
enum class FirstFlowTime {
  lowest_below,  ///< DPM-Solver, DEIS: as far below 1 as the process's first time is above 0
  pure_noise,    ///< UniPC: 1e-6 below 1
};

/// The list of flow times that DPM-Solver, DEIS and UniPC make of use_flow_sigmas, by hand.
void settle_flow_sigmas(const Process& process, const LibrarySigmas& sigmas, FirstFlowTime first,
                        GridSpec& grid);

/// The timesteps of LCM (Luo et al. 2023, section 4.3; diffusers' LCMScheduler) by hand: `steps` of
/// the `original` ones that its net was distilled on.
void settle_lcm_timesteps(const Process& process, int original, GridSpec& grid);

}  // namespace alphabar
