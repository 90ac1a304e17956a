#pragma once

#include "core/plan/plan.h"
#include "core/process/process.h"
#include "core/scene/sampler_spec.h"

namespace alphabar {

/// sigma(eta) of a step: eta times the posterior's standard deviation (Song, Meng, Ermon 2021,
/// DDIM, eq. 16). eta = 0 is the ODE, eta = 1 DDPM; on a = 1 it is k-diffusion's sigma_up.
double ddim_sigma(const Level& from, const Level& to, double eta);

/// One DDIM step from any level to any cleaner one (DDIM, eq. 12):
/// y = a_to x0_hat + sqrt(s_to^2 - sigma^2) eps_hat + sigma z, sigma = sigma(eta).
Row ddim_row(const Level& from, const Level& to, double eta);

/// DDIM on the levels of a grid; draws on every step where eta > 0, also on the last.
Plan ddim_plan(const Process& process, const SamplerSpec& sampler);

/// DDIM run upwards, from data to noise (Song, Meng, Ermon 2021, section 4.3). The model is asked
/// at the level that a step goes to, as diffusers' DDIMInverseScheduler does. With round_trip the
/// codes are then taken back by DDIM: the last state against the first is the error of the
/// inversion. With stride_targets a step comes from T // n below its end, as in that scheduler.
Plan ddim_inverse_plan(const Process& process, const SamplerSpec& sampler);

/// DDIM with the largest sigma there is, sigma^2 = s_to^2: eps_hat falls away and x0_hat is noised
/// afresh at every step. Also multistep sampling of consistency models (Luo et al. 2023, LCM,
/// algorithm 3) and diffusers' stochastic flow matching.
Plan renoise_plan(const Process& process, const SamplerSpec& sampler);

/// Euler's method for the probability flow in sigma (Karras et al. 2022, algorithm 2 without the
/// correction): x + (sigma' - sigma) eps_hat where a = 1. The very rows of DDIM with eta = 0, and
/// churn before them where the sampler asks for it.
Plan euler_plan(const Process& process, const SamplerSpec& sampler);

/// Euler to sigma_down, then noise of sigma_up (k-diffusion sample_euler_ancestral). The very rows
/// of DDIM with its eta, save that nothing is drawn on the last.
Plan euler_ancestral_plan(const Process& process, const SamplerSpec& sampler);

}  // namespace alphabar
