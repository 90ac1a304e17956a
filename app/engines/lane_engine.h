#pragma once

#include <functional>

#include "app/session/background/backends.h"
#include "core/gl/context/gl_context.h"

namespace alphabar {

/// What makes the engine of the lanes: GL compute where `window` is a context on a GPU with OpenGL
/// 4.3, else the CPU; a GL engine that cannot be made (its shader's log goes to stderr) falls back
/// to the CPU. Called on the main thread; what it returns is called on the worker's. Null: CPU.
std::function<LaneBackend()> lane_engine(GlContext* window);

}  // namespace alphabar
