#pragma once

#include <imgui.h>

#include <span>

#include "app/window/state/app_state.h"

namespace alphabar {

/// Which part of the window a panel is put in. Panels of one place share it as tabs.
enum class Place { left, middle, right, bottom };

/// A docked window. One table says what there is: the frame draws it, the layout places it, the
/// status bar has a switch for each that can be hidden.
struct Panel {
  const char* name;  ///< of its tab, and ImGui's name for it
  Place place;
  bool ViewSpec::*shown;                                        ///< null: always there
  void (*draw)(AppState& app, Scene& scene, const Runs& runs);  ///< edits `scene`, a frame's copy
  const char* command;  ///< id of the command that shows and hides it; null: none
  ImGuiWindowFlags flags = 0;
};

std::span<const Panel> panels();

/// Whether a panel is there at all in this scene.
bool is_shown(const Panel& panel, const ViewSpec& view);

}  // namespace alphabar
