#pragma once

#include "core/plan/plan.h"
#include "core/process/process.h"
#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

/// The reverse SDE dx = [f - g^2 score] dt + g dw and its probability flow dx = [f - g^2 score / 2]
/// dt (Song et al. 2021, eq. 6 and 13), discretised in the ways of that paper and its code.
///
/// On VP, sub-VP and VE in continuous time a grid of evenly spaced times that ends at clean data is
/// linspace(1, t_end, N) with the step 1 / N, as in score_sde. On any other grid or process a step
/// k -> s uses the discrete form: beta = 1 - (a_k / a_s)^2 and g^2 = s_k^2 - (a_k / a_s)^2 s_s^2.
/// All draw on every step. Each predictor step is preceded by corrector.steps Langevin steps at its
/// level (algorithms 2 to 5), h by its rule.

/// dt of a row of theirs: 1 / N on the grids with that step, else the time that it passes, on a
/// discrete process in timesteps; so g^2 = beta_t there, to first order in beta.
double step_time(const Process& process, const GridSpec& grid, const Row& row);

}  // namespace alphabar
