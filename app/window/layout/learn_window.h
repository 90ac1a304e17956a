#pragma once

#include "app/window/state/app_state.h"

namespace alphabar {

/// The panel "Learn": what is learned, its buttons, and what is seen while it
/// learns.
void learn_window(AppState& app, Scene& scene, const Runs& runs);

}  // namespace alphabar
