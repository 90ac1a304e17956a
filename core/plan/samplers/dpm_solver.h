#pragma once

#include "core/plan/plan.h"
#include "core/process/process.h"
#include "core/scene/sampler_spec.h"

namespace alphabar {

/// DPM-Solvers, order 1 to 3: form x0 is DPM-Solver++, form eps DPM-Solver. eta > 0 is the SDE, at
/// eta = 1 the "SDE-DPM-Solver++" of Lu et al. 2022 (DPM-Solver++), section 5, and its form in eps.
/// In both order = 1 in form x0 is DDIM with this eta. The step to clean data is x0_hat.

/// Multistep: one evaluation a step, the slope and curvature of the output in lambda = log(a / s)
/// from those of earlier steps (Lu et al. 2022, DPM-Solver++, algorithm 2 and appendix B.3: "2M";
/// "3M" with order 3; DPM-Solver, appendix B). eta is k-diffusion's 2M SDE and 3M SDE too.
/// solver_type is that of second-order steps; in a run of order 3 k-diffusion's is heun.
///
/// The order rises from 1 as outputs come in. The last step is of order 1 where it ends at clean
/// data, with euler_at_final, and with lower_order_final in runs of fewer than 15 steps, whose last
/// but one is then at most of order 2.
Plan dpm_multistep_plan(const Process& process, const SamplerSpec& sampler);

/// Singlestep: `order` evaluations a step, the first at its start and the others at levels in
/// between, each reached from the start by a step of the order before it (Lu et al. 2022,
/// DPM-Solver, algorithms 1 and 2; DPM-Solver++, algorithm 1). The levels in between are those of
/// the grid, as in diffusers' DPMSolverSinglestepScheduler, so grid.steps is the number of
/// evaluations; on one that is even in lambda (spacing exponential) they are the papers' r = 1/2,
/// 1/3 and 2/3. solver_type: midpoint uses the output at the last of them for the slope alone, heun
/// in order 3 the curvature too.
///
/// What is left over where `order` does not divide the steps is one step of a lower order. With
/// lower_order_final a run that it divides ends in a step of order - 1 and one of order 1. A step
/// is of order 1 at clean data, at a = 0, and from two levels that are the same.
Plan dpm_singlestep_plan(const Process& process, const SamplerSpec& sampler);

}  // namespace alphabar
