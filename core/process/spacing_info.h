#pragma once

#include <span>

#include "core/scene/sampler_spec.h"

namespace alphabar {

/// A way to spread the levels of a run as the program lists it.
struct SpacingInfo {
  Spacing spacing;
  const char* name;     ///< in files and on the command line: "karras"
  const char* title;    ///< on screen
  const char* formula;  ///< entry i = 0..n-1 of the list, in plain text
  const char* source;   ///< publication, and what libraries call it
};

/// All of them, in the order of the enumeration.
std::span<const SpacingInfo> spacings();
const SpacingInfo& spacing_info(Spacing spacing);

}  // namespace alphabar
