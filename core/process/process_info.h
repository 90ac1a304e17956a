#pragma once

#include "core/base/listed.h"
#include "core/scene/process_spec.h"

namespace alphabar {

/// A forward process; its formula says how data turns to noise.
using ProcessInfo = Listed<ProcessKind>;

/// All of them, in the order of the enumeration.
std::span<const ProcessInfo> processes();
inline const ProcessInfo& process_info(ProcessKind kind) { return entry_of(processes(), kind); }

}  // namespace alphabar
