#include "app/window/state/command.h"

#include <imgui_internal.h>

#include <array>

#include "app/widgets/property.h"

namespace alphabar {
namespace {

/// ImGui does so where the keyboard moves a focus, which here moves the time.
void close_menu_on_escape() {
  const ImVector<ImGuiPopupData>& open = ImGui::GetCurrentContext()->OpenPopupStack;
  const ImGuiWindow* top = open.empty() ? nullptr : open.back().Window;
  if (!top || (top->Flags & ImGuiWindowFlags_Modal) || ImGui::IsAnyItemActive()) return;
  if (!ImGui::IsKeyPressed(ImGuiKey_Escape, false)) return;
  // A submenu goes with the menu that it is of: under a resting mouse it would open again at once.
  int level = open.Size - 1;
  while (level > 0 && open[level].Window &&
         (open[level].Window->Flags & ImGuiWindowFlags_ChildMenu))
    --level;
  ImGui::ClosePopupToLevel(level, true);
}

}  // namespace

const char* menu_name(Menu menu) {
  constexpr std::array names{"File", "Edit", "Time", "View", "Lecture", "Panels", "Help"};
  return names[static_cast<std::size_t>(menu)];
}

std::string keys_text(ImGuiKeyChord keys) {
  if (keys == 0) return "";
  std::string text;
  if (keys & ImGuiMod_Ctrl) text += "Ctrl+";
  if (keys & ImGuiMod_Shift) text += "Shift+";
  switch (keys & ~ImGuiMod_Mask_) {
    case ImGuiKey_Equal: return text + "+";
    case ImGuiKey_Minus: return text + "-";
    case ImGuiKey_RightArrow: return text + "Right";
    case ImGuiKey_LeftArrow: return text + "Left";
    case ImGuiKey_UpArrow: return text + "Up";
    case ImGuiKey_DownArrow: return text + "Down";
    case ImGuiKey_Slash: return (keys & ImGuiMod_Shift) ? "?" : "/";
    default: return text + ImGui::GetKeyName(static_cast<ImGuiKey>(keys & ~ImGuiMod_Mask_));
  }
}

void run(const Command& command, AppState& app) {
  if (command.enabled && !command.enabled(app)) return;
  try {
    command.run(app);
  } catch (const std::exception& problem) {
    app.notice = error_notice(problem.what());
  }
}

void run_after_frame(const Command& command, AppState& app) {
  app.after_frame.push_back([&command](AppState& later) { run(command, later); });
}

void run_pressed(AppState& app) {
  // A box, the palette or a menu has keys of its own.
  if (app.box != AppState::Box::none) return;
  if (ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup)) return close_menu_on_escape();
  for (const Command& command : commands()) {
    // A key of what cannot be done now is anybody's: Escape closes menus where nothing is
    // presented.
    if (command.enabled && !command.enabled(app)) continue;
    for (const ImGuiKeyChord keys : {command.keys, command.other}) {
      const ImGuiInputFlags flags =
          ImGuiInputFlags_RouteGlobal | (command.repeats ? ImGuiInputFlags_Repeat : 0);
      if (keys != 0 && ImGui::Shortcut(keys, flags)) run(command, app);
    }
  }
}

void command_button(const char* label, std::string_view id, AppState& app) {
  const Command& command = *find_command(id);
  const bool on = command.on && command.on(app);
  ImGui::BeginDisabled(command.enabled && !command.enabled(app));
  if (on) ImGui::PushStyleColor(ImGuiCol_Button, ImGui::GetStyleColorVec4(ImGuiCol_ButtonActive));
  if (ImGui::Button(label)) run_after_frame(command, app);
  if (on) ImGui::PopStyleColor();
  ImGui::EndDisabled();
  const std::string keys = keys_text(command.keys);
  help_on_hover((command.help + (keys.empty() ? "" : "\n" + keys)).c_str());
}

void menu_item(const Command& command, AppState& app) {
  const bool on = command.on && command.on(app), enabled = !command.enabled || command.enabled(app);
  if (ImGui::MenuItem(command.name, keys_text(command.keys).c_str(), on, enabled))
    run_after_frame(command, app);
  help_on_hover(command.help);
}

}  // namespace alphabar
