#pragma once

#include "core/plan/plan.h"
#include "core/process/process.h"
#include "core/scene/sampler_spec.h"

namespace alphabar {

/// Multistep DPM-Solver, order 1 to 3: one evaluation a step, the slope and curvature of the output
/// in lambda = log(a / s) from those of earlier steps.
///
/// Form x0 is DPM-Solver++ (Lu et al. 2022, DPM-Solver++, algorithm 2 and appendix B.3: "2M"; "3M"
/// with order 3), form eps DPM-Solver (Lu et al. 2022, appendix B). eta > 0 is the SDE: the
/// "2M SDE" of DPM-Solver++, section 5, at eta = 1, k-diffusion's 2M SDE and 3M SDE at any eta.
/// solver_type is that of second-order steps; in a run of order 3 k-diffusion's is heun.
///
/// The order rises from 1 as outputs come in. The last step is of order 1 where it ends at clean
/// data, with euler_at_final, and with lower_order_final in runs of fewer than 15 steps, whose last
/// but one is then at most of order 2. order = 1 is DDIM with this eta.
Plan dpm_multistep_plan(const Process& process, const SamplerSpec& sampler);

}  // namespace alphabar
