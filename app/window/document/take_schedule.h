#pragma once

#include <string>

#include "app/window/state/app_state.h"
#include "core/process/levels/schedule_list.h"

namespace alphabar {

/// Takes a schedule from text (the clipboard, a dropped file): betas and alphas_cumprod become the
/// process, levels those of the lane that the plan shows, a scheduler_config.json the process and
/// that lane's sampler. A notice says what was made of it. A list that can be several things, or
/// has faults, becomes app.list, and the scene stays as it is; what cannot be read at all is told
/// in a notice.
void take_schedule(AppState& app, const std::string& text, const std::string& where);

/// Takes a list that is read: as take_schedule does of one that can be one thing alone.
void take_list(AppState& app, const ScheduleList& list);

}  // namespace alphabar
