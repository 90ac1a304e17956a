#pragma once

#include <cstddef>
#include <string>

#include "core/plan/plan.h"
#include "core/scene/guidance_spec.h"
#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

/// What to change where a sampler's run left the numbers there are, for the end of a sentence.
std::string advice(const SamplerSpec& sampler, const GuidanceSpec& guidance, const Plan& plan);

/// "step 7 of 200": the step that made a state. plan_row is -1 for x_T.
std::string step_name(const Plan& plan, int plan_row);

}  // namespace alphabar
