#include "app/window/dialogs/points_box.h"

#include <imgui.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "app/theme/theme.h"
#include "app/widgets/property.h"
#include "app/window/document/open_points.h"
#include "core/base/path_text.h"
#include "core/files/input_file.h"

namespace alphabar {
namespace {

constexpr const char* title = "Table of points";

std::size_t points_of(const PointsDraft& draft) {
  return draft.question.readings[static_cast<std::size_t>(draft.chosen)].points;
}

/// As the box says it so far.
PointsOptions options_of(const PointsDraft& draft) {
  PointsOptions options = draft.question.readings[static_cast<std::size_t>(draft.chosen)].options;
  if (!draft.question.columns.empty()) {
    options.columns = {std::to_string(draft.columns[0] + 1), std::to_string(draft.columns[1] + 1)};
    if (draft.columns[2] > 0) options.columns.push_back(std::to_string(draft.columns[2]));
  }
  if (points_of(draft) > DataSpec::most_points) {
    options.thin = static_cast<std::size_t>(std::clamp<int>(draft.keep, 1, DataSpec::most_points));
    options.seed = draft.seed;
  }
  return options;
}

void readings_part(PointsDraft& draft) {
  const std::vector<PointsReading>& readings = draft.question.readings;
  if (readings.size() < 2) return;
  ImGui::Text("It can be read in %zu ways:", readings.size());
  for (std::size_t i = 0; i < readings.size(); ++i) {
    ImGui::PushID(static_cast<int>(i));
    ImGui::RadioButton("##reading", &draft.chosen, static_cast<int>(i));
    ImGui::SameLine();
    ImGui::TextWrapped("%s", readings[i].says.c_str());
    if (ImGui::IsItemClicked()) draft.chosen = static_cast<int>(i);
    ImGui::PopID();
  }
}

void columns_part(PointsDraft& draft) {
  const PointsUndecided& question = draft.question;
  if (question.columns.empty()) return;
  const BadRequest words("", question.field(), question.value(), question.allowed());
  ImGui::TextWrapped("%s", words.what());
  std::vector<const char*> titles, classes{"none"};
  for (const std::string& name : question.columns) titles.push_back(name.c_str());
  classes.insert(classes.end(), titles.begin(), titles.end());
  choice({"##x", "x", "The column that is x."}, draft.columns[0], titles, 0);
  choice({"##y", "y", "The column that is y."}, draft.columns[1], titles, 1);
  choice({"##class", "class", "The column that is the class, by number or by name."},
         draft.columns[2], classes, 0);
}

void thinning_part(PointsDraft& draft) {
  const std::size_t points = points_of(draft);
  if (points <= DataSpec::most_points) return;
  ImGui::TextWrapped("It has %zu points; a scene holds %zu of them.", points,
                     DataSpec::most_points);
  number({"##keep", "keep", "So many points, each choice of them as likely as any other."},
         draft.keep,
         {1, static_cast<double>(DataSpec::most_points), static_cast<double>(DataSpec::most_points),
          "%.0f"});
  number({"##seed", "seed", "Of that choice: the same seed keeps the same points."}, draft.seed, 1);
}

}  // namespace

void points_box(AppState& app) {
  if (!app.points) return;
  PointsDraft& draft = *app.points;
  ImGui::SetNextWindowPos(ImGui::GetMainViewport()->GetCenter(), ImGuiCond_Appearing, {0.5F, 0.5F});
  ImGui::SetNextWindowSize({std::min(grid(56), ImGui::GetMainViewport()->WorkSize.x * 0.9F), 0});
  bool open = true;
  if (ImGui::Begin(title, &open,
                   ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoResize |
                       ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings)) {
    note(shown(draft.file.filename()).c_str());
    readings_part(draft);
    columns_part(draft);
    thinning_part(draft);
    ImGui::Dummy({0, grid(0.5F)});
    if (ImGui::Button("Read", {grid(12), 0}))
      app.after_frame.push_back([file = draft.file, options = options_of(draft)](AppState& later) {
        later.points.reset();
        open_points(later, file, options);
      });
    ImGui::SameLine();
    if (escaped() || ImGui::Button("Cancel", {grid(12), 0})) open = false;
  }
  ImGui::End();
  if (!open) app.points.reset();
}

}  // namespace alphabar
