#pragma once

#include "app/window/state/app_state.h"

namespace alphabar {

/// The box that shows what app.list may be and where it fails, and takes or repairs it.
void schedule_box(AppState& app);

}  // namespace alphabar
