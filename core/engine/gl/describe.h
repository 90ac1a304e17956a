#pragma once

#include "core/engine/choose.h"

namespace alphabar {

/// What the current context is. A context must be current.
GlDescription describe_gl();

}  // namespace alphabar
