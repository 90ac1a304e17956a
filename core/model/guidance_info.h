#pragma once

#include "core/base/listed.h"
#include "core/scene/guidance_spec.h"

namespace alphabar {

/// A way to guide; its formula says what it does to the model's output.
using GuidanceInfo = Listed<GuidanceKind>;

/// All of them, in the order of the enumeration.
std::span<const GuidanceInfo> guidances();

}  // namespace alphabar
