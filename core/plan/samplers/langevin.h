#pragma once

#include "core/plan/plan.h"
#include "core/process/process.h"
#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

/// One step x + h score + sqrt(2 h) z at a level.
Row langevin_row(const Level& level, double h);

}  // namespace alphabar
