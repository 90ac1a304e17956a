#pragma once

#include <string>

#include "app/window/app_state.h"

namespace alphabar {

/// Takes a schedule from text (the clipboard, a dropped file): betas and alphas_cumprod become the
/// process, sigmas the levels of the lane that the plan shows, a scheduler_config.json the process
/// and that lane's sampler. A notice says which. A list with faults becomes app.draft, and the
/// scene stays as it is; what cannot be read at all is told in a notice.
void take_schedule(AppState& app, const std::string& text, const std::string& where);

/// Where the process has fewer timesteps than a run or the pictures have steps, they take as many
/// as there are; where it has no noise, lanes become Langevin dynamics. True where that changed
/// something. Levels given by hand stay.
bool follow_process(Scene& scene);

/// The steps of the longest run that a discrete process is asked for, pictures included.
int most_steps(const Scene& scene);

/// The box that shows app.draft, where it fails, and repairs it.
void schedule_box(AppState& app);

}  // namespace alphabar
