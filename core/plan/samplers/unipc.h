#pragma once

#include "core/plan/plan.h"
#include "core/process/process.h"
#include "core/scene/sampler_spec.h"

namespace alphabar {

/// UniPC of order 1..3 (Zhao et al. 2023, algorithms 5 to 8): each output first corrects the state
/// that the last prediction started from, then predicts; B(h) = h ("bh1") or e^h - 1 ("bh2"), in
/// x0_hat or in eps_hat. The states reported are the predicted ones, as in diffusers; the corrected
/// ones are used inside. Steps named in `uncorrected` keep their prediction.
///
/// The order rises from 1 and, with lower_order_final, falls back to 1 at the end; a step to clean
/// data is of order 1. Throws BadRequest where alpha_bar is 0 at the start.
Plan unipc_plan(const Process& process, const SamplerSpec& sampler);

}  // namespace alphabar
