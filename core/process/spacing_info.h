#pragma once

#include "core/base/listed.h"
#include "core/scene/sampler_spec.h"

namespace alphabar {

/// A way to spread the levels of a run; its formula is entry i = 0..n-1 of the list.
using SpacingInfo = Listed<Spacing>;

/// All of them, in the order of the enumeration.
std::span<const SpacingInfo> spacings();
inline const SpacingInfo& spacing_info(Spacing spacing) { return entry_of(spacings(), spacing); }

}  // namespace alphabar
