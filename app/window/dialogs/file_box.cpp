#include "app/window/dialogs/file_box.h"

#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>

#include "app/theme/theme.h"
#include "app/widgets/property.h"
#include "app/window/dialogs/question.h"
#include "app/window/document/file_names.h"
#include "app/window/document/scene_file.h"
#include "core/base/path_text.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

/// Of the typed path; absolute.
fs::path folder_of(const std::string& typed) {
  std::error_code ignored;
  fs::path folder = fs::current_path(ignored) / path_of(typed).parent_path();
  folder = folder.lexically_normal();
  return folder.has_filename() ? folder : folder.parent_path();  // "/a/b/." as "/a/b"
}

/// What the box is for.
enum class Use { open, save };

/// Its name goes along where a scene is saved; an entry is opened by its own.
void go_to(FileBox& box, const fs::path& folder, Use use) {
  box.typed = text_of(folder / (use == Use::open ? fs::path() : path_of(box.typed).filename()));
}

/// Offers what the typed path can become; where a scene is saved, what is there already. True: an
/// entry was chosen for good.
bool entries(FileBox& box, Use use, const ImVec2& size) {
  const fs::path folder = folder_of(box.typed);
  if (ImGui::IsWindowAppearing() || folder != box.list.folder) box.list = list_folder(folder);
  bool accepted = false;
  if (ImGui::BeginChild("entries", size, ImGuiChildFlags_Borders)) {
    if (folder != folder.root_path() && ImGui::Selectable("../"))
      go_to(box, folder.parent_path(), use);
    for (const FolderList::Entry& entry :
         matching(box.list, use == Use::open ? path_of(box.typed) : "")) {
      const std::string name = shown(entry.name) + (entry.folder ? "/" : "");
      ImGui::PushID(entry.name.c_str());  // names that are no text may look alike
      const bool chosen =
          ImGui::Selectable(name.c_str(), false, ImGuiSelectableFlags_AllowDoubleClick);
      ImGui::PopID();
      if (!chosen) continue;
      if (entry.folder)
        go_to(box, folder / entry.name, use);
      else
        box.typed = text_of(folder / entry.name);
      accepted = !entry.folder && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
    }
    if (!box.list.problem.empty()) note((shown(folder) + ": " + box.list.problem).c_str());
  }
  ImGui::EndChild();
  return accepted;
}

}  // namespace

void file_box(AppState& app) {
  if (app.box == AppState::Box::animate) return;
  const bool opens = app.box == AppState::Box::open;
  const AppState::Box asked_for = app.box;
  const char* title = box_title(asked_for);
  if (asked_for != AppState::Box::none && !ImGui::IsPopupOpen(title)) ImGui::OpenPopup(title);
  ImGui::SetNextWindowPos(ImGui::GetMainViewport()->GetCenter(), ImGuiCond_Appearing, {0.5F, 0.5F});
  if (!ImGui::BeginPopupModal(title, nullptr, ImGuiWindowFlags_AlwaysAutoResize)) return;
  FileBox& box = app.file_box;
  const ImVec2 room = ImGui::GetMainViewport()->WorkSize;
  const float padding = 2 * ImGui::GetStyle().WindowPadding.y;
  const float others = 3 * ImGui::GetFrameHeightWithSpacing() +  // the title, the path, the buttons
                       ImGui::GetTextLineHeightWithSpacing() + padding;
  const ImVec2 size{std::min(grid(64), room.x * 0.85F),
                    std::clamp(room.y - others, grid(6), grid(30))};
  ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + size.x);
  ImGui::TextDisabled("%s", shown(folder_of(box.typed)).c_str());
  ImGui::PopTextWrapPos();
  if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
  ImGui::SetNextItemWidth(size.x);
  bool accepted = ImGui::InputTextWithHint("##file", "path/of/scene.json", &box.typed,
                                           ImGuiInputTextFlags_EnterReturnsTrue);
  if (app.notice.error) problem_box("##problem", app.notice.words);  // the notice lies behind
  accepted |= entries(box, opens ? Use::open : Use::save, size);
  accepted |= ImGui::Button(opens ? "Open" : "Save");
  const fs::path file = path_of(box.typed);
  accepted &= !file.filename().empty();
  ImGui::SameLine();
  const bool left = escaped() && app.question.words.empty();
  const auto done = [asked_for, opens, file](AppState& later) {
    later.box = AppState::Box::none;
    later.notice = {};
    take_file(later, asked_for, file);
    if (opens) later.opened_by = AppState::Box::open;
    if (later.notice.error) later.box = asked_for;
  };
  const fs::path& own = asked_for == AppState::Box::save_lecture ? app.lecture.file : app.file();
  if (accepted && !opens && replaces_another(file, own))
    app.question = {"Replace " + shown_path(file) + "?", {{"Replace", done}}};
  else if (accepted)
    app.after_frame.emplace_back(done);
  const bool given_up = ImGui::Button("Cancel") || left;
  if (given_up) app.quits_when_saved = false;
  if (given_up || (accepted && app.question.words.empty())) app.box = AppState::Box::none;
  question_box(app);
  if (app.box == AppState::Box::none) ImGui::CloseCurrentPopup();
  ImGui::EndPopup();
}

}  // namespace alphabar
