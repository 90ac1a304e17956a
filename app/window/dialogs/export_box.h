#pragma once

#include "app/window/state/app_state.h"

namespace alphabar {

/// Opens it, with a name that replaces nothing.
void ask_export(AppState& app);

/// The box that starts an animation, shows how far it is and cancels it; and, when one has ended,
/// the notice that says where it is or why it is not. Drawn once a frame.
void export_box(AppState& app);

}  // namespace alphabar
