#pragma once

#include "app/window/state/app_state.h"

namespace alphabar {

/// Along the top: menu, undo and redo, the transport, the time in numbers, speed and seed. In two
/// rows where one is too short.
void transport_bar(AppState& app, Scene& scene, const Runs& runs);

/// Along the bottom: the engine and why, how fast, how many evaluations of the model a lane took.
void status_bar(AppState& app, const Runs& runs);

}  // namespace alphabar
