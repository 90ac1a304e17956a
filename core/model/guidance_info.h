#pragma once

#include <span>

#include "core/scene/guidance_spec.h"

namespace alphabar {

/// A way to guide as the program lists it.
struct GuidanceInfo {
  GuidanceKind kind;
  const char* name;     ///< in files and on the command line: "classifier_free"
  const char* title;    ///< on screen
  const char* formula;  ///< what it does to the model's output, in plain text
  const char* source;   ///< publication and equation
};

/// All of them, in the order of the enumeration.
std::span<const GuidanceInfo> guidances();

}  // namespace alphabar
