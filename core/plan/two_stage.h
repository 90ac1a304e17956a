#pragma once

#include "core/plan/plan.h"
#include "core/process/process.h"
#include "core/scene/sampler_spec.h"

namespace alphabar {

/// Two evaluations a step for the probability flow in x / a against sigma = s / a, where its slope
/// is eps_hat. The last step, to clean data, is Euler's; so is a first one from a = 0, where sigma is
/// infinite.

/// Heun: the mean of the slopes at both ends (Karras et al. 2022, algorithm 1, without churn). With
/// report_trials the Euler points are rows of their own, as in diffusers' HeunDiscreteScheduler.
Plan heun_plan(const Process& process, const SamplerSpec& sampler);

/// The midpoint rule with the geometric mean of the two sigmas as the middle (k-diffusion
/// sample_dpm_2; DPM-Solver-2 of Lu et al. 2022, algorithm 1, in its sigma form).
Plan dpm2_plan(const Process& process, const SamplerSpec& sampler);

}  // namespace alphabar
