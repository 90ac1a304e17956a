#pragma once

#include <string>

#include "core/files/json_fields.h"
#include "core/scene/guidance_spec.h"
#include "core/scene/process_spec.h"
#include "core/scene/sampler_spec.h"

namespace alphabar {

/// A reference case's sampler and its guidance, in the names and with the defaults of the library
/// that it is of. Throws BadRequest for options that no plan has.
void read_case_sampler(JsonFields& f, SamplerSpec& s, GuidanceSpec& guidance);

/// What diffusers makes of the options of its scheduler `kind` only together with the schedule.
void settle_case_sampler(const ProcessSpec& p, SamplerSpec& s, const std::string& kind);

}  // namespace alphabar
