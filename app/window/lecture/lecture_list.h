#pragma once

#include <string>

#include "app/window/state/app_state.h"

namespace alphabar {

/// The lecture as a list: its slides with their moments, to go to, rename, time, move and remove,
/// and the notes of the slide on screen. Without a lecture, how to begin one.
void lecture_list(AppState& app);

/// The slides with their moments alone; the one on screen stands out in `strong`.
void lecture_slides(AppState& app, ImFont* strong);

/// "2 min 30 s over", "on time": the clock against what was planned before the slide on screen.
std::string clock_text(const AppState& app);

/// "12:05", with the hour where there is one: of the time since the clock was started.
std::string elapsed_text(const AppState& app);

}  // namespace alphabar
