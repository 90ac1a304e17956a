#pragma once

#include "app/window/state/app_state.h"

namespace alphabar {

/// The box that shows what app.model is, and asks how it is to be taken. Drawn once a frame.
void model_box(AppState& app);

}  // namespace alphabar
