#pragma once

#include "app/window/state/app_state.h"

namespace alphabar {

/// Asks app.question. A box that is open asks it before its EndPopup, so that it is still there
/// after a Cancel.
void question_box(AppState& app);

}  // namespace alphabar
