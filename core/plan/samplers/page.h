#pragma once

#include "core/plan/rows.h"
#include "core/plan/samplers/samplers.h"

// What a page of samplers starts from.

namespace alphabar {

#define ALPHABAR_PAGE(name, highest_order) extern const SamplerInfo name##_sampler;
ALPHABAR_SAMPLERS(ALPHABAR_PAGE)
#undef ALPHABAR_PAGE

}  // namespace alphabar
