#pragma once

#include <string>

#include "app/window/app_state.h"

namespace alphabar {

/// Takes a schedule from text (the clipboard, a dropped file): betas and alphas_cumprod become the
/// process, levels those of the lane that the plan shows, a scheduler_config.json the process and
/// that lane's sampler. A notice says what was made of it. A list that can be several things, or
/// has faults, becomes app.list, and the scene stays as it is; what cannot be read at all is told
/// in a notice.
void take_schedule(AppState& app, const std::string& text, const std::string& where);

/// The box that shows what app.list may be and where it fails, and takes or repairs it.
void schedule_box(AppState& app);

}  // namespace alphabar
