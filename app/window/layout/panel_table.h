#pragma once

#include <imgui.h>

#include <span>
#include <string>

#include "app/window/state/app_state.h"

namespace alphabar {

/// Which part of the window a panel is put in. Panels of one place share it as tabs.
enum class Place { left, middle, right, bottom };

/// What an arrangement makes of a panel.
enum class Stands { shown, hidden, as_before };
struct Arranged {
  Stands explore, lecture, images;
};

/// A docked window. One table says what there is: the frame draws it, the layout places it, the
/// commands and the status bar have a switch for each that can be hidden.
struct Panel {
  const char* id;    ///< in a scene's list of panels: "curves"
  const char* name;  ///< of its tab, and ImGui's name for it
  const char* help;  ///< one sentence
  Place place;
  void (*draw)(AppState& app, Scene& scene, const Runs& runs);  ///< edits `scene`, a frame's copy
  ImGuiKey key = ImGuiKey_None;                                 ///< shows and hides it
  Arranged arranged{Stands::as_before, Stands::as_before, Stands::as_before};
  ImGuiWindowFlags flags = 0;
  bool always = false;          ///< it is never hidden
  const char* title = nullptr;  ///< in the menu; null: its name
};

std::span<const Panel> panels();

/// Whether a panel is there at all in this scene.
bool is_shown(const Panel& panel, const ViewSpec& view);

/// "panel.curves": the command that shows and hides it.
std::string command_id(const Panel& panel);

/// Of a scene's list of panels the ids that no panel here has, in one sentence; or empty.
std::string unknown_panels(const ViewSpec& view);

}  // namespace alphabar
