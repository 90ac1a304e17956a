#include "app/panels/lane_details.h"

#include <imgui.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "app/theme/theme.h"
#include "app/widgets/property.h"
#include "core/base/error.h"
#include "core/plan/notes/follow_process.h"
#include "core/plan/notes/lane_names.h"
#include "core/plan/notes/lane_numbers.h"

namespace alphabar {
namespace {

/// A word that is lit while the lane has a part of its own; a click takes the scene's, or makes it
/// the lane's own.
template <class Part>
bool own_word(const char* word, std::optional<Part>& own, const Part& of_scene) {
  const bool on = own.has_value();
  const float wide = ImGui::CalcTextSize(word).x + 2 * ImGui::GetStyle().FramePadding.x;
  ImGui::SameLine(0, grid(0.5F));
  if (ImGui::GetContentRegionAvail().x < wide) ImGui::NewLine();
  ImGui::PushStyleColor(ImGuiCol_Text,
                        ImGui::GetStyleColorVec4(on ? ImGuiCol_Text : ImGuiCol_TextDisabled));
  const bool pressed = ImGui::SmallButton(word);
  ImGui::PopStyleColor();
  if (on) {
    const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
    ImGui::GetWindowDrawList()->AddLine({low.x, high.y}, {high.x, high.y},
                                        ImGui::GetColorU32(ImGuiCol_Text), 2);
  }
  help_on_hover(
      on ? "The lane's own; a click takes the scene's again."
         : "The scene's; a click gives the lane its own, which starts as the scene's is.");
  if (!pressed) return false;
  own = on ? std::nullopt : std::optional<Part>(of_scene);
  return true;
}

/// What the lane has of its own in place of the scene's, a word each.
bool own_words(const Scene& scene, LaneSpec& spec) {
  ImGui::AlignTextToFramePadding();
  ImGui::TextDisabled("Own:");
  bool changed = own_word("data", spec.data, scene.data);
  changed |= own_word("process", spec.process, scene.process);
  changed |= own_word("model", spec.model, scene.model);
  changed |= own_word("guidance", spec.guidance, scene.guidance);
  return changed;
}

/// The panels of those parts.
bool own_parts(Scene& scene, std::size_t lane, LaneDraft& draft) {
  LaneSpec& spec = scene.lanes[lane];
  bool changed = false;
  const auto part = [&](const char* id, const auto& draw) {
    ImGui::PushID(id);
    ImGui::Indent(grid(1));
    changed |= draw();
    ImGui::Unindent(grid(1));
    ImGui::PopID();
  };
  if (spec.data)
    part("data", [&] {
      const bool edited = data_panel(*spec.data);
      return word_tool(*spec.data, draft.word) || edited;
    });
  if (spec.process)
    part("process", [&] {
      const bool edited = schedule_panel(*spec.process, draft.formula, spec.sampler.grid.steps);
      if (edited) follow_process(scene);
      return edited;
    });
  if (spec.model) part("model", [&] { return model_panel(*spec.model); });
  if (spec.guidance)
    part("guidance", [&] { return guidance_panel(*spec.guidance, data_of(scene, spec)); });
  return changed;
}

/// "Sweep ...": lanes over the values of one number.
bool sweep_button(Scene& scene, std::size_t lane, LaneDraft& draft) {
  ImGui::SameLine(0, grid(0.5F));
  if (ImGui::SmallButton("Sweep ...##sweep")) ImGui::OpenPopup("sweep");
  help_on_hover("Puts a lane for each of several values of one number in this lane's place.");
  if (!ImGui::BeginPopup("sweep")) return false;
  const std::vector<LaneNumber> numbers = lane_numbers(scene, lane);
  auto chosen = std::ranges::find(numbers, draft.swept, &LaneNumber::name);
  const auto take = [&](const LaneNumber& number) {
    draft.swept = number.name;
    draft.from = number.low;
    draft.to = number.high;
  };
  if (chosen == numbers.end()) take(*(chosen = numbers.begin()));
  std::vector<const char*> names;
  for (const LaneNumber& number : numbers) names.push_back(number.title.c_str());
  int index = static_cast<int>(chosen - numbers.begin());
  if (choice({"##swept", "of", "The number that differs between the lanes."}, index, names, 0))
    take(*(chosen = numbers.begin() + index));
  const NumberRange range{chosen->low, chosen->high, chosen->now, "%.4g", chosen->logarithmic};
  number({"##from", "from", "The first lane's."}, draft.from, range);
  number({"##to", "to", "The last lane's."}, draft.to, range);
  const int room = static_cast<int>(LaneSpec::most - scene.lanes.size()) + 1;
  draft.count = std::min(draft.count, room);
  number({"##count", "lanes", "How many; twelve in all at most."}, draft.count,
         {1, double(room), 5});
  const std::vector<double> values = spread(*chosen, draft.from, draft.to, draft.count);
  const std::string words = "Make " + std::to_string(values.size()) +
                            (values.size() == 1 ? " lane" : " lanes") + "###make";
  bool changed = false;
  if (ImGui::Button(words.c_str(), {ImGui::GetContentRegionAvail().x, 0})) {
    try {
      sweep_lane(scene, lane, *chosen, values);
      changed = true;
      ImGui::CloseCurrentPopup();
    } catch (const BadRequest& problem) {
      draft.problem = problem.what();
    }
  }
  if (!draft.problem.empty()) problem_box("##problem", draft.problem);
  if (changed) draft.problem.clear();
  ImGui::EndPopup();
  return changed;
}

}  // namespace

bool lane_details(Scene& scene, std::size_t lane, LaneDraft& draft) {
  LaneSpec& spec = scene.lanes[lane];
  SamplerSpec sampler = spec.sampler;
  std::string preset;
  bool changed = sampler_panel(sampler, process_of(scene, spec), preset);
  if (changed) set_sampler(spec, sampler);
  if (!preset.empty()) spec.name = preset;
  changed |= own_words(scene, spec);
  if (sweep_button(scene, lane, draft)) return true;  // the lanes are others now
  changed |= own_parts(scene, lane, draft);
  return changed;
}

}  // namespace alphabar
