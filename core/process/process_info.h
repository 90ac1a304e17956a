#pragma once

#include <span>

#include "core/scene/process_spec.h"

namespace alphabar {

/// A forward process as the program lists it.
struct ProcessInfo {
  ProcessKind kind;
  const char* name;     ///< in files and on the command line: "scaled_linear"
  const char* title;    ///< on screen
  const char* formula;  ///< how data turns to noise, in plain text
  const char* source;   ///< publication and equation
};

/// All of them, in the order of the enumeration.
std::span<const ProcessInfo> processes();

}  // namespace alphabar
