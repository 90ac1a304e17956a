#include "app/window/dialogs/question.h"

#include <imgui.h>

#include <algorithm>
#include <utility>

#include "app/theme/theme.h"
#include "app/window/state/app_state.h"

namespace alphabar {
namespace {

constexpr const char* id = "##question";

bool pressed(ImGuiKey key) { return ImGui::IsKeyPressed(key, false); }

}  // namespace

void question_box(AppState& app) {
  Question& question = app.question;
  if (!question.words.empty() && !ImGui::IsPopupOpen(id)) ImGui::OpenPopup(id);
  ImGui::SetNextWindowPos(ImGui::GetMainViewport()->GetCenter(), ImGuiCond_Always, {0.5F, 0.5F});
  if (!ImGui::BeginPopupModal(id, nullptr,
                              ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoTitleBar |
                                  ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoMove))
    return;
  ImGui::PushTextWrapPos(std::min(grid(64), ImGui::GetMainViewport()->WorkSize.x * 0.8F));
  ImGui::TextUnformatted(question.words.c_str());
  ImGui::PopTextWrapPos();
  ImGui::Dummy({0, grid(0.5F)});
  // The key that led here is no answer.
  const bool keys = !ImGui::IsWindowAppearing();
  bool first = keys && (pressed(ImGuiKey_Enter) || pressed(ImGuiKey_KeypadEnter));
  bool answered = false;
  for (const Question::Answer& answer : question.answers) {
    if (ImGui::Button(answer.name.c_str(), {grid(12), 0}) || std::exchange(first, false)) {
      app.after_frame.push_back(answer.act);
      answered = true;
    }
    ImGui::SameLine();
  }
  answered |= ImGui::Button("Cancel", {grid(12), 0}) || (keys && pressed(ImGuiKey_Escape));
  if (answered) question = {};
  if (question.words.empty()) ImGui::CloseCurrentPopup();
  ImGui::EndPopup();
}

}  // namespace alphabar
