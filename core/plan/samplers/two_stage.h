#pragma once

#include "core/plan/plan.h"
#include "core/process/process.h"
#include "core/scene/sampler_spec.h"

namespace alphabar {

/// Two evaluations a step. The last step, to clean data, is Euler's; so is a first one from a = 0,
/// where sigma is infinite. The middle of the geometric rules is at sqrt(sigma sigma').

/// Heun: the mean of the slopes eps_hat of x / a against sigma at both ends (Karras et al. 2022,
/// algorithm 2), with churn. With report_trials the Euler points are rows of their own, as in
/// diffusers' HeunDiscreteScheduler.
Plan heun_plan(const Process& process, const SamplerSpec& sampler);

/// The trapezoidal rule for dx = x0_hat da + eps_hat ds, the probability flow of any process along
/// its own a and s; on flow matching dx = (eps_hat - x0_hat) dt (Lipman et al. 2023, eq. 1),
/// diffusers' FlowMatchHeunDiscreteScheduler. Defined from a = 0 on.
Plan heun_flow_plan(const Process& process, const SamplerSpec& sampler);

/// The midpoint rule in sigma (k-diffusion sample_dpm_2, with churn; DPM-Solver-2 of Lu et al.
/// 2022, algorithm 1, in its sigma form).
Plan dpm2_plan(const Process& process, const SamplerSpec& sampler);

/// The midpoint rule down to sigma_down, then noise of sigma_up (k-diffusion
/// sample_dpm_2_ancestral); both as in ddim_sigma.
Plan dpm2_ancestral_plan(const Process& process, const SamplerSpec& sampler);

/// DPM-Solver++(2S) (Lu et al. 2022, DPM-Solver++, algorithm 1, r = 1/2) down to sigma_down, then
/// noise of sigma_up (k-diffusion sample_dpmpp_2s_ancestral): the step takes x0_hat at the middle.
Plan dpmpp_2s_ancestral_plan(const Process& process, const SamplerSpec& sampler);

/// The same with noise at the middle too (k-diffusion sample_dpmpp_sde, r = 1/2): two draws a step.
Plan dpmpp_sde_plan(const Process& process, const SamplerSpec& sampler);

}  // namespace alphabar
