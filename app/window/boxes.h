#pragma once

#include "app/window/state/app_state.h"

namespace alphabar {

/// What opens over the panels: boxes for files, exports and schedules that need repair, the page of
/// keys, the palette of commands, the gallery, questions.
void draw_boxes(AppState& app);

/// The lines that say what went wrong (a refused value, a run that could not be made) or well, and
/// which file is being read.
void draw_notices(AppState& app, const Runs& runs);

}  // namespace alphabar
