#include "app/window/file_box.h"

#include <imgui.h>
#include <imgui_stdlib.h>

#include "app/theme/theme.h"
#include "app/widgets/property.h"
#include "app/window/scene_file.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

/// Offers what the typed path can become. True: an entry was chosen for good.
bool entries(FileBox& box) {
  const fs::path folder = fs::path(box.typed).parent_path();
  if (ImGui::IsWindowAppearing() || folder != box.list.folder) box.list = list_folder(folder);
  bool accepted = false;
  if (ImGui::BeginChild("entries", {grid(56), grid(30)}, ImGuiChildFlags_Borders)) {
    if (!folder.empty() && folder != folder.root_path() && ImGui::Selectable("../"))
      box.typed = (folder.parent_path() / "").string();
    for (const FolderList::Entry& entry : matching(box.list, box.typed)) {
      const std::string shown = entry.folder ? entry.name + "/" : entry.name;
      if (!ImGui::Selectable(shown.c_str(), false, ImGuiSelectableFlags_AllowDoubleClick)) continue;
      box.typed = (folder / shown).string();
      accepted = !entry.folder && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
    }
    if (!box.list.problem.empty()) note((folder.string() + ": " + box.list.problem).c_str());
  }
  ImGui::EndChild();
  return accepted;
}

}  // namespace

void file_box(AppState& app) {
  if (app.box == AppState::Box::animate) return;
  const bool opens = app.box == AppState::Box::open;
  const char* title = opens ? "Open scene" : "Save scene";
  if (app.box != AppState::Box::none && !ImGui::IsPopupOpen(title)) ImGui::OpenPopup(title);
  ImGui::SetNextWindowPos(ImGui::GetMainViewport()->GetCenter(), ImGuiCond_Appearing, {0.5F, 0.5F});
  if (!ImGui::BeginPopupModal(title, nullptr, ImGuiWindowFlags_AlwaysAutoResize)) return;
  FileBox& box = app.file_box;
  if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
  ImGui::SetNextItemWidth(grid(56));
  bool accepted = ImGui::InputTextWithHint("##file", "path/of/scene.json", &box.typed,
                                           ImGuiInputTextFlags_EnterReturnsTrue);
  accepted |= entries(box);
  accepted |= ImGui::Button(opens ? "Open" : "Save");
  accepted &= !fs::path(box.typed).filename().empty();
  ImGui::SameLine();
  const bool given_up = ImGui::Button("Cancel") || ImGui::IsKeyPressed(ImGuiKey_Escape);
  if (accepted)
    app.after_frame.push_back([act = opens ? open_scene : save_scene,
                               file = box.typed](AppState& later) { act(later, file); });
  if (accepted || given_up) {
    app.box = AppState::Box::none;
    ImGui::CloseCurrentPopup();
  }
  ImGui::EndPopup();
}

}  // namespace alphabar
