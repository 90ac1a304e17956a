#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "app/panels/lane_details.h"
#include "app/panels/panels.h"
#include "app/theme/theme.h"
#include "app/widgets/icon_button.h"
#include "app/widgets/property.h"
#include "core/derive/derived.h"
#include "core/plan/notes/lane_names.h"

namespace alphabar {
namespace {

constexpr const char* dragged_lane = "lane";  // ImGui's name for what is being dragged

/// What a heading's buttons ask for; done when all headings are drawn.
struct Asked {
  std::optional<std::size_t> copy, remove;
  std::optional<std::pair<std::size_t, std::size_t>> move;  ///< from, to
};

/// The lane's hue as a grip: dragged onto another lane's it takes that lane's place.
void grip(const Scene& scene, std::size_t lane, const std::string& title, float height,
          Asked& asked) {
  const LaneSpec& spec = scene.lanes[lane];
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = grid(1);
  ImGui::InvisibleButton("##grip", {width, height});
  const bool lit = ImGui::IsItemHovered() || ImGui::IsItemActive();
  const float chip = grid(0.5F), wide = lit ? grid(0.75F) : chip;
  ImGui::GetWindowDrawList()->AddRectFilled(
      {at.x, at.y + chip}, {at.x + wide, at.y + height - chip},
      packed(lane_color(hue_of(spec, lane), scene.view.theme), spec.muted ? 0.4F : 1), chip / 2);
  if (lit) ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeNS);
  help_on_hover("Drag onto another lane's colour to take its place.");
  if (ImGui::BeginDragDropSource(ImGuiDragDropFlags_SourceNoHoldToOpenOthers)) {
    ImGui::SetDragDropPayload(dragged_lane, &lane, sizeof lane);
    ImGui::TextUnformatted(title.c_str());
    ImGui::EndDragDropSource();
  }
  if (ImGui::BeginDragDropTarget()) {
    if (const ImGuiPayload* payload = ImGui::AcceptDragDropPayload(dragged_lane))
      asked.move = {*static_cast<const std::size_t*>(payload->Data), lane};
    ImGui::EndDragDropTarget();
  }
}

/// The lane's grip, its name (typed over) and its buttons.
bool heading(Scene& scene, std::size_t lane, const std::string& title, Asked& asked) {
  LaneSpec& spec = scene.lanes[lane];
  const float side = icon_button_size();
  grip(scene, lane, title, side, asked);
  ImGui::SameLine(0, 0);
  ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - 3 * side);
  ImGui::PushStyleColor(ImGuiCol_FrameBg, ImVec4(0, 0, 0, 0));
  if (spec.muted)
    ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
  bool changed = ImGui::InputTextWithHint("##name", title.c_str(), &spec.name);
  ImGui::PopStyleColor(spec.muted ? 2 : 1);
  help_on_hover("The lane's name; empty: its sampler's.");
  ImGui::SameLine(0, 0);
  const bool last_shown =
      !spec.muted && std::count_if(scene.lanes.begin(), scene.lanes.end(),
                                   [](const LaneSpec& other) { return !other.muted; }) == 1;
  if (icon_button("##mute", spec.muted ? Icon::hidden : Icon::shown,
                  spec.muted ? "Run and show this lane again"
                             : "Mute this lane: it is neither run nor shown, but kept",
                  {.on = !spec.muted, .enabled = !last_shown})) {
    spec.muted = !spec.muted;
    changed = true;
  }
  ImGui::SameLine(0, 0);
  if (icon_button("##copy", Icon::copy, "Duplicate this lane",
                  {.on = false, .enabled = scene.lanes.size() < LaneSpec::most}))
    asked.copy = lane;
  ImGui::SameLine(0, 0);
  if (icon_button("##remove", Icon::remove, "Remove this lane",
                  {.on = false, .enabled = scene.lanes.size() > 1 && !last_shown}))
    asked.remove = lane;
  return changed;
}

/// What its run costs, and how far it ends from its target.
void outcome(const Scene& scene, std::size_t lane, const Runs& runs) {
  const std::optional<std::size_t> place = place_of(runs, lane);
  if (!place) return;
  const MetricInfo& metric = metric_info(scene.view.metric);
  std::string words = "NFE " + std::to_string(runs.lanes[*place].plan->evaluations());
  std::string help = "NFE: evaluations of the model.";
  if (runs.measured) {
    const LaneResult& result = runs.results[*place];
    const bool known = result.current && result.distances;
    char value[32] = "\u2026";
    if (known) std::snprintf(value, sizeof value, "%.3g", result.distances->value[metric.kind]);
    words.append("   ").append(metric.symbol).append(" at end ").append(value);
    help.append("\n").append(metric.title).append(" from the target, of the run's first ");
    help.append(known ? std::to_string(result.distances->particles) : "").append(" particles:\n");
    help.append(metric.formula);
  }
  note(words.c_str());
  help_on_hover(help.c_str());
}

/// Why the lane cannot run, or where its run left the numbers.
void show_problem(std::size_t lane, const Runs& runs) {
  std::string words;
  if (const auto failed = std::ranges::find(runs.failed, lane, &FailedLane::index);
      failed != runs.failed.end())
    words = failed->problem;
  if (const auto place = place_of(runs, lane)) words = runs.results[*place].non_finite;
  if (!words.empty()) problem_box("##trouble", words);
}

/// What a reader should know of the sampler, with a button that undoes what a library does oddly.
bool remarks_part(LaneSpec& spec, std::size_t lane, const Runs& runs) {
  const std::optional<std::size_t> place = place_of(runs, lane);
  if (!place || runs.lanes[*place].spec.sampler != spec.sampler) return false;
  const std::vector<Remark>& remarks = runs.lanes[*place].remarks;
  bool changed = false;
  for (std::size_t i = 0; i < remarks.size(); ++i) {
    const Remark& remark = remarks[i];
    ImGui::PushID(static_cast<int>(i));
    note(remark.words.c_str());
    if (remark.plain && ImGui::SmallButton("Without it##plain")) {
      spec.sampler = *remark.plain;
      changed = true;
    }
    if (remark.plain) help_on_hover("The sampler as its paper has it.");
    ImGui::PopID();
  }
  return changed;
}

/// Whether a lane's details are shown, with the arrow that says so; of many lanes they are folded
/// away until asked for.
bool unfolded(std::size_t lanes) {
  bool& open = *ImGui::GetStateStorage()->GetBoolRef(ImGui::GetID("unfolded"), lanes <= 4);
  if (lanes <= 4) return open = true;
  if (ImGui::SmallButton(open ? "Less" : "More ...")) open = !open;
  help_on_hover("The lane's sampler, its levels and what it has of its own.");
  return open;
}

/// Who moves, comes or goes changes nobody's hue.
void keep_hues(std::vector<LaneSpec>& lanes) {
  for (std::size_t i = 0; i < lanes.size(); ++i)
    lanes[i].hue = static_cast<int>(hue_of(lanes[i], i));
}

int free_hue(const std::vector<LaneSpec>& lanes) {
  int hue = 0;
  while (std::ranges::count(lanes, hue, &LaneSpec::hue)) ++hue;
  return hue;
}

bool carry_out(const Asked& asked, std::vector<LaneSpec>& lanes) {
  const bool moves = asked.move && asked.move->first != asked.move->second;
  if (!asked.copy && !asked.remove && !moves) return false;
  keep_hues(lanes);
  const auto at = [&](std::size_t lane) {
    return lanes.begin() + static_cast<std::ptrdiff_t>(lane);
  };
  if (asked.copy) {
    LaneSpec copy = copy_of(lanes, *asked.copy);
    copy.hue = free_hue(lanes);
    lanes.insert(at(*asked.copy) + 1, std::move(copy));
  }
  if (asked.remove) lanes.erase(at(*asked.remove));
  if (asked.move && asked.move->first < lanes.size()) {
    const auto [from, to] = *asked.move;
    if (from < to) std::rotate(at(from), at(from) + 1, at(to) + 1);
    if (from > to) std::rotate(at(to), at(from), at(from) + 1);
    return from != to;
  }
  return asked.copy || asked.remove;
}

/// DDIM with the steps of the last lane, under the sampler's own name.
bool add_button(std::vector<LaneSpec>& lanes) {
  ImGui::BeginDisabled(lanes.size() >= LaneSpec::most);
  const bool pressed = ImGui::Button("Add a lane##add", {ImGui::GetContentRegionAvail().x, 0});
  ImGui::EndDisabled();
  help_on_hover("Another sampler from the same x_T, up to twelve side by side.");
  if (!pressed) return false;
  LaneSpec lane;
  lane.sampler.kind = SamplerKind::ddim;
  lane.sampler.grid = lanes.back().sampler.grid;
  keep_hues(lanes);
  lane.hue = free_hue(lanes);
  lanes.push_back(lane);
  return true;
}

}  // namespace

bool lanes_panel(Scene& scene, const Runs& runs, std::span<LaneDraft> drafts) {
  bool changed = add_button(scene.lanes);  // first: it is there without scrolling
  Asked asked;
  const std::vector<std::string> titles = lane_titles(scene.lanes);
  for (std::size_t lane = 0; lane < scene.lanes.size(); ++lane) {
    ImGui::PushID(static_cast<int>(lane));
    changed |= heading(scene, lane, titles[lane], asked);
    if (!scene.lanes[lane].muted) {
      outcome(scene, lane, runs);
      show_problem(lane, runs);
      changed |= remarks_part(scene.lanes[lane], lane, runs);
      const std::size_t lanes = scene.lanes.size();
      if (unfolded(lanes)) changed |= lane_details(scene, lane, drafts[lane]);
      if (scene.lanes.size() != lanes) {  // swept: they are others now
        ImGui::PopID();
        return true;
      }
    }
    ImGui::PopID();
    ImGui::Dummy({0, grid(0.5F)});
  }
  changed |= carry_out(asked, scene.lanes);
  changed |= toggle({"##paired", "same noise",
                     "All lanes start from the same x_T and use the same noise, so that what "
                     "differs is the sampler alone."},
                    scene.paired, {.reset = true});
  changed |= toggle({"##overlay", "in one pane", "All lanes over one another, each in its hue."},
                    scene.view.overlay, {.reset = false});
  return changed;
}

}  // namespace alphabar
