#include <imgui.h>
#include <imgui_stdlib.h>

#include <string>

#include "app/panels/panels.h"
#include "app/theme/theme.h"
#include "app/widgets/icon_button.h"
#include "app/widgets/property.h"
#include "core/plan/samplers.h"

namespace alphabar {
namespace {

constexpr std::size_t most_lanes = 4;

/// The lane's hue, its name (typed over), NFE and its two buttons.
bool heading(Scene& scene, std::size_t lane, const Runs& runs, int& copy, int& remove) {
  LaneSpec& spec = scene.lanes[lane];
  const float side = icon_button_size();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float chip = grid(0.5F);
  ImGui::GetWindowDrawList()->AddRectFilled({at.x, at.y + chip}, {at.x + chip, at.y + side - chip},
                                            packed(lane_color(lane, scene.view.theme)), chip / 2);
  ImGui::SetCursorPosX(ImGui::GetCursorPosX() + grid(1));
  ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - 2 * side);
  ImGui::PushStyleColor(ImGuiCol_FrameBg, ImVec4(0, 0, 0, 0));
  const bool changed = ImGui::InputTextWithHint("##name", sampler_info(spec.sampler.kind).title,
                                                &spec.name);
  ImGui::PopStyleColor();
  std::string help = "The lane's name; empty: its sampler's.";
  if (lane < runs.lanes.size())
    help += "\nNFE (evaluations of the model): " +
            std::to_string(runs.lanes[lane].plan.evaluations());
  help_on_hover(help.c_str());
  ImGui::SameLine(0, 0);
  if (icon_button("##copy", Icon::copy, "Duplicate this lane", false,
                  scene.lanes.size() < most_lanes))
    copy = static_cast<int>(lane);
  ImGui::SameLine(0, 0);
  if (icon_button("##remove", Icon::remove, "Remove this lane", false, scene.lanes.size() > 1))
    remove = static_cast<int>(lane);
  return changed;
}

}  // namespace

bool lanes_panel(Scene& scene, const Runs& runs) {
  bool changed = false;
  int copy = -1, remove = -1;
  for (std::size_t lane = 0; lane < scene.lanes.size(); ++lane) {
    ImGui::PushID(static_cast<int>(lane));
    changed |= heading(scene, lane, runs, copy, remove);
    changed |= sampler_panel(scene.lanes[lane].sampler, scene.process);
    ImGui::PopID();
    ImGui::Dummy({0, grid(0.5F)});
  }
  if (copy >= 0) {
    scene.lanes.insert(scene.lanes.begin() + copy + 1, scene.lanes[static_cast<std::size_t>(copy)]);
    changed = true;
  }
  if (remove >= 0) {
    scene.lanes.erase(scene.lanes.begin() + remove);
    changed = true;
  }
  changed |= toggle({"##paired", "same noise",
                     "All lanes start from the same x_T and use the same noise, so that what "
                     "differs is the sampler alone."},
                    scene.paired, true);
  return changed;
}

}  // namespace alphabar
