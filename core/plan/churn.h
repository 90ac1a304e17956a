#pragma once

#include "core/plan/plan.h"
#include "core/process/process.h"
#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

/// Karras' churn (Karras et al. 2022, algorithm 2, lines 4 to 6) before a step from `level` of a
/// run of `steps`: a row that asks nothing and raises sigma to sigma (1 + gamma), gamma =
/// min(amount / steps, sqrt(2) - 1) where sigma is in the sampler's range and 0 elsewhere.
///
/// Returns the level that the step starts at. With churn a draw is consumed on every step, also
/// where gamma is 0, as in k-diffusion; without, no row is added.
Level churn(Plan& plan, const Process& process, const SamplerSpec& sampler, const Level& level,
            std::size_t steps);

}  // namespace alphabar
