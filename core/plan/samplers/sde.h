#pragma once

#include "core/plan/plan.h"
#include "core/process/process.h"
#include "core/scene/sampler_spec.h"

namespace alphabar {

/// The reverse SDE dx = [f - g^2 score] dt + g dw and its probability flow dx = [f - g^2 score / 2]
/// dt (Song et al. 2021, eq. 6 and 13), discretised in the ways of that paper and its code.
///
/// On VP, sub-VP and VE in continuous time a grid of evenly spaced times that ends at clean data is
/// linspace(1, t_end, N) with the step 1 / N, as in score_sde. On any other grid or process a step
/// k -> s uses the discrete form: beta = 1 - (a_k / a_s)^2 and g^2 = s_k^2 - (a_k / a_s)^2 s_s^2.
/// All draw on every step. Each predictor step is preceded by corrector.steps Langevin steps at its
/// level (algorithms 2 to 5), h by its rule.

/// y = x - drift x + g^2 score + g z, Euler's step of the SDE itself.
Plan euler_maruyama_plan(const Process& process, const SamplerSpec& sampler);

/// The forward discretisation turned round (appendix E): VP y = (2 - sqrt(1 - beta)) x + beta score
/// + sqrt(beta) z, VE y = x + (sigma_k^2 - sigma_s^2) score + sqrt(sigma_k^2 - sigma_s^2) z.
Plan reverse_diffusion_plan(const Process& process, const SamplerSpec& sampler);

/// DDPM's and its VE counterpart's sampler (eq. 4 and appendix F): VP y = (x + beta score) /
/// sqrt(1 - beta) + sqrt(beta) z. Throws BadRequest on sub-VP and flow, which have none, and where
/// alpha_bar is 0.
Plan ancestral_plan(const Process& process, const SamplerSpec& sampler);

/// The probability flow in the Euler or the reverse-diffusion form: half the score, no noise.
Plan probability_flow_plan(const Process& process, const SamplerSpec& sampler);

/// dt of a row of theirs: 1 / N on the grids with that step, else the time that it passes, on a
/// discrete process in timesteps; so g^2 = beta_t there, to first order in beta.
double step_time(const Process& process, const GridSpec& grid, const Row& row);

}  // namespace alphabar
