#pragma once

#include "app/window/state/app_state.h"

namespace alphabar {

/// One frame of the whole window, between ImGui::NewFrame and Render: keys, transport, panels,
/// views, status; then the scene they have edited goes to the session. `seconds` is the time since
/// the last frame, by which playing goes on. A context of OpenGL 3.3 or later is current.
void draw_frame(AppState& app, double seconds);

/// The colours and sizes of the scene's theme; before ImGui::NewFrame.
void apply_scene_theme(const AppState& app);

}  // namespace alphabar
