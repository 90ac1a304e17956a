#pragma once

#include <imgui.h>

#include <functional>
#include <span>
#include <string>

#include "app/window/state/app_state.h"

namespace alphabar {

enum class Menu { file, edit, time, view, lecture, panels, help };

/// Something the user can ask for. One table is behind the menu, the keys, the palette and the
/// page of keys.
struct Command {
  std::string id;    ///< stable: "time.play"
  const char* name;  ///< in the menu: "Play or pause"
  Menu menu;
  ImGuiKeyChord keys;   ///< 0: none
  ImGuiKeyChord other;  ///< a second way to type it; 0: none
  bool repeats;         ///< while the keys are held
  const char* help;     ///< one sentence
  std::function<void(AppState&)> run;
  bool (*enabled)(const AppState&);         ///< null: always
  std::function<bool(const AppState&)> on;  ///< empty: not something that is on or off
};

std::span<const Command> commands();
const Command* find_command(std::string_view id);
const char* menu_name(Menu menu);

/// "Ctrl+Z", "Space", "Right"; empty for 0.
std::string keys_text(ImGuiKeyChord keys);

/// Runs what the keys of this frame ask for. While text is typed, only what cannot be text counts;
/// over an open box or palette, nothing does.
void run_pressed(AppState& app);

/// Runs a command where it is enabled; what it throws becomes a notice. Between frames only: a
/// button says run_after_frame.
void run(const Command& command, AppState& app);
void run_after_frame(const Command& command, AppState& app);

/// A button that does what the command of this id does, lit where that is on.
void command_button(const char* label, std::string_view id, AppState& app);

/// Its line in the current menu.
void menu_item(const Command& command, AppState& app);

}  // namespace alphabar
