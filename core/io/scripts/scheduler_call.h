#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "core/plan/plan.h"
#include "core/process/process.h"
#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

/// How a program with diffusers runs a sampler.
struct SchedulerCall {
  /// For run_with_diffusers.py: class, config (of the constructor), set_timesteps and step (what
  /// these are called with), tau (SA-Solver's, and the sigmas that it is for), levels (how the
  /// level of an evaluation is read off the scheduler), output (what the model returns), of_sigma
  /// (whether the library keeps x / a).
  nlohmann::ordered_json json;
  Plan plan;  ///< that the library makes of it, in the library's variable
};

/// Throws BadRequest, saying what differs, where diffusers has no scheduler that makes the table of
/// this sampler on this process.
SchedulerCall scheduler_call(const Process& process, const SamplerSpec& sampler);

}  // namespace alphabar
