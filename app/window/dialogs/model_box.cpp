#include "app/window/dialogs/model_box.h"

#include <imgui.h>

#include <algorithm>
#include <string>

#include "app/theme/theme.h"
#include "app/widgets/property.h"
#include "app/window/document/open_model.h"
#include "core/base/path_text.h"

namespace alphabar {
namespace {

constexpr const char* title = "Picture net";

void card_part(const ModelCard& card) {
  if (!ImGui::BeginTable("card", 2, ImGuiTableFlags_SizingFixedFit)) return;
  ImGui::TableSetupColumn("name");
  ImGui::TableSetupColumn("value", ImGuiTableColumnFlags_WidthStretch);
  for (const auto& [name, value] : card.lines()) {
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    ImGui::TextDisabled("%s", name.c_str());
    ImGui::TableNextColumn();
    ImGui::TextWrapped("%s", value.c_str());
  }
  ImGui::EndTable();
}

void details_part(const ModelCard& card) {
  if (card.details.empty() || !ImGui::TreeNode("Details")) return;
  for (const std::string& line : card.details) note(line.c_str());
  ImGui::TreePop();
}

void assumptions_part(ModelDraft& draft) {
  if (draft.card.training.source != NetTraining::Source::nothing) return;
  ImGui::Dummy({0, grid(0.5F)});
  ImGui::TextWrapped("What was it trained to predict?");
  int index = 0;
  for (const ModelAssumption& assumption : model_assumptions())
    ImGui::RadioButton(assumption.title, &draft.assumed, index++);
}

/// The process that it is asked on, beside the scene's.
void process_part(ModelDraft& draft, const Scene& scene) {
  const NetTraining& training = draft.card.training;
  const bool known = training.source != NetTraining::Source::nothing;
  if (known && training.process == scene.process)
    note("The scene's process is the one that it was trained on.");
  else
    ImGui::TextWrapped("%s",
                       known ? "The scene's process is another one: asked on it, the net is asked "
                               "for levels of the same \u03C3."
                             : "Asked on another process, it is asked for levels of the same "
                               "\u03C3.");
  ImGui::Checkbox("take its process and sampler for the scene", &draft.take_process);
}

}  // namespace

void model_box(AppState& app) {
  if (!app.model) return;
  ModelDraft& draft = *app.model;
  ImGui::SetNextWindowPos(ImGui::GetMainViewport()->GetCenter(), ImGuiCond_Appearing, {0.5F, 0.5F});
  ImGui::SetNextWindowSize({std::min(grid(60), ImGui::GetMainViewport()->WorkSize.x * 0.9F), 0});
  bool open = true;
  if (ImGui::Begin(title, &open,
                   ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoResize |
                       ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings)) {
    ImGui::TextUnformatted(draft.card.folder.name().c_str());
    note(shown(draft.card.folder.folder).c_str());
    ImGui::Dummy({0, grid(0.5F)});
    card_part(draft.card);
    details_part(draft.card);
    assumptions_part(draft);
    ImGui::Dummy({0, grid(0.5F)});
    process_part(draft, app.session.scene());
    ImGui::Dummy({0, grid(0.5F)});
    if (ImGui::Button("Use it", {grid(12), 0}))
      app.after_frame.push_back([draft](AppState& later) {
        later.model.reset();
        take_model(later, draft);
      });
    ImGui::SameLine();
    if (escaped() || ImGui::Button("Cancel", {grid(12), 0})) open = false;
  }
  ImGui::End();
  if (!open) app.model.reset();
}

}  // namespace alphabar
