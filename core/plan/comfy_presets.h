#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/plan/presets.h"

namespace alphabar {

// The samplers and schedulers of ComfyUI under its names, as its KSampler joins them. The state is
// kept as x / a, on a flow as x. A run starts there from sigma z or from sqrt(1 + sigma^2) z, here
// from sigma z; uni_pc ends there at sigma = 0.001, here at clean data.

/// A sampler of ComfyUI that there is a plan for.
struct ComfySampler {
  const char* name;
  SamplerKind kind;
  double eta = 0;
  int order = 2;
  SolverType solver_type = SolverType::midpoint;
  UniPcB unipc_b = UniPcB::bh2;
  bool drops_penultimate = false;  ///< KSampler gives it one sigma more and leaves out the last but
                                   ///< one (discard_penultimate_sigma)
  bool on_flow = false;            ///< it takes the same step there, of x itself
};
std::span<const ComfySampler> comfy_samplers();

/// A scheduler of ComfyUI, of its nodes, or of RES4LYF: which spacing it is.
struct ComfyScheduler {
  const char* name;
  Spacing spacing;
  double beta_a = 0.6, beta_b = 0.6;
  double rho = 7;
  AysModel ays_model = AysModel::sd15;
};
std::span<const ComfyScheduler> comfy_schedulers();

/// Both by name; null: there is none.
const ComfySampler* find_comfy_sampler(std::string_view name);
const ComfyScheduler* find_comfy_scheduler(std::string_view name);

/// What KSampler runs with them; `flow_shift` is that of a flow, empty elsewhere.
SamplerSpec comfy_sampler(const ComfySampler& sampler, const ComfyScheduler& scheduler, int steps,
                          std::optional<double> flow_shift = {});

/// Whether that is what KSampler does on a flow: of the samplers those whose step is of x itself,
/// of the lists of sigmas those whose ends are not shifted, or shifted here too.
bool comfy_fits_flow(const ComfySampler& sampler, const ComfyScheduler& scheduler, double shift);

/// The sampler that "ComfyUI SAMPLER + SCHEDULER, STEPS" names; the first word and the steps may be
/// left out (20), and ", flow shift S" says that it is for a flow. Empty: it names none.
std::optional<SamplerSpec> find_comfy_preset(std::string_view name);

/// Each sampler with a scheduler that people take with it, and each scheduler with a sampler.
std::vector<Preset> comfy_presets();

}  // namespace alphabar
