#pragma once

#include <span>
#include <string>

#include "core/plan/plan.h"
#include "core/process/levels/grid.h"
#include "core/process/process.h"
#include "core/scene/guidance_spec.h"
#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

/// A sampler as the program lists it.
struct SamplerInfo {
  SamplerKind kind;
  const char* name;   ///< in files and on the command line: "ddim"
  const char* title;  ///< on screen: "DDIM"
  /// One step as its paper has it, in plain text that parse_equation reads; what carries a prime
  /// belongs to the level stepped to. sigma_t: the standard deviation of the step's noise; beta_t:
  /// the noise per time. What stands behind the first equation may be true on some grids alone.
  const char* formula;
  const char* formula_else = nullptr;  ///< on processes that do not preserve the variance; null:
                                       ///< the same
  const char* source;                  ///< publication and equation
  ShortList<SamplerOption::Member> options;  ///< that it uses, in the order of the panel
  bool stochastic = false;                   ///< with its default options
  LowestPoint lowest = LowestPoint::kept;    ///< of a list of timesteps
  Plan (*build)(const Process&, const SamplerSpec&);

  bool uses(const SamplerOption::Member& option) const { return options.has(option); }
};

/// All samplers, in the order of the family: ancestral, SDE, ODE, multistep.
std::span<const SamplerInfo> samplers();
inline std::span<const SamplerInfo> listed(SamplerKind) { return samplers(); }
inline const SamplerInfo& sampler_info(SamplerKind kind) { return entry_of(samplers(), kind); }

/// The formula of one step on this process.
const char* formula_of(const SamplerInfo& info, const Process& process);

/// The levels that a run visits in the process's frame, the last where it ends: run_levels() of its
/// grid as the sampler takes it.
std::vector<Level> visited_levels(const Process& process, const SamplerSpec& sampler);

/// The grid whose levels by hand are those; a grid that is by hand is as it was. Throws BadRequest
/// where run_levels() does.
GridSpec by_hand(const Process& process, const SamplerSpec& sampler);

/// The plan of a sampler on a process. Throws BadRequest where the two do not fit: more steps than
/// timesteps, a sampler that needs an SDE on a process that has none, a sigma list that rises.
Plan build_plan(const Process& process, const SamplerSpec& sampler,
                const GuidanceSpec& guidance = {});

}  // namespace alphabar
