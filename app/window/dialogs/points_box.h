#pragma once

#include "app/window/state/app_state.h"

namespace alphabar {

/// The box that asks how app.points is to be read. Drawn once a frame.
void points_box(AppState& app);

}  // namespace alphabar
