#pragma once

#include "core/plan/plan.h"
#include "core/process/process.h"
#include "core/scene/sampler_spec.h"

namespace alphabar {

/// One evaluation a step, higher order from the outputs of earlier steps. lambda = log(a / s).

/// DPM-Solver++(2M) (Lu et al. 2022, DPM-Solver++, algorithm 2): second order in x0_hat; the first
/// step is first order, and so is the last where it ends at clean data or the run has fewer than 15
/// steps (diffusers' lower_order_final). order = 1 is DDIM.
Plan dpmpp_2m_plan(const Process& process, const SamplerSpec& sampler);

/// PNDM without Runge-Kutta steps, "PLMS" (Liu et al. 2022, eq. 11 and 12; diffusers'
/// skip_prk_steps): Adams-Bashforth up to order 4 in eps_hat. The first step is taken twice, the
/// second time with the mean of the outputs at its two ends.
Plan pndm_plan(const Process& process, const SamplerSpec& sampler);

/// UniPC with B(h) = e^h - 1 and x0 prediction (Zhao et al. 2023, algorithms 5 and 6; "bh2"), order
/// 1..3: each output first corrects the state that the last prediction started from, then predicts.
Plan unipc_plan(const Process& process, const SamplerSpec& sampler);

}  // namespace alphabar
