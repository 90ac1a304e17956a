#pragma once

#include "app/window/state/app_state.h"

namespace alphabar {

/// The box that asks for a file to open or save where the desktop has none of its own: a path to
/// type, and below it what the folder so far holds. A click completes the path, two open it.
void file_box(AppState& app);

}  // namespace alphabar
