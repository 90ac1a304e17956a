#include <imgui.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "app/panels/option_row.h"
#include "app/panels/panels.h"
#include "app/views/words/markdown.h"
#include "app/widgets/property.h"
#include "core/base/error.h"
#include "core/plan/notes/lane_names.h"
#include "core/plan/presets.h"
#include "core/plan/samplers/samplers.h"
#include "core/process/levels/level_list.h"

namespace alphabar {
namespace {

bool kind_part(SamplerSpec& s, std::string& preset) {
  std::vector<const char*> titles;
  std::vector<std::string> also;
  int index = 0;
  for (const SamplerInfo& info : samplers()) {
    if (info.kind == s.kind) index = static_cast<int>(titles.size());
    titles.push_back(info.title);
    also.push_back(std::string(info.name) + " " + info.source);
  }
  const std::vector<Preset> ready = presets();
  for (const Preset& each : ready) titles.push_back(each.name.c_str());
  const SamplerInfo& now = sampler_info(s.kind);
  if (!choice({"##sampler", "", ""}, index, titles, 1, also)) {
    if (ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip))  // set for whoever asks
      help_on_hover(formula_words(now.formula, now.source).c_str());
    return false;
  }
  const auto chosen_index = static_cast<std::size_t>(index);
  if (chosen_index >= samplers().size()) {
    const Preset& taken = ready[chosen_index - samplers().size()];
    s = taken.sampler;
    preset = taken.name;
    return true;
  }
  s = with_kind(s, samplers()[chosen_index].kind);
  return true;
}

/// How many levels a list by hand has, and in what they are counted.
bool list_part(GridSpec& g, const ProcessSpec& process) {
  note((std::to_string(g.values.size()) + " levels, noisy to clean: drag their marks in Curves, or "
                                          "type them in Plan.")
           .c_str());
  const GridSpec before = g;
  if (!option_row(g, option_of(grid_options, &GridSpec::values_in))) return false;
  const LevelUnit unit = std::exchange(g.values_in, before.values_in);
  try {
    set_unit(Process(process), g, unit);
  } catch (const BadRequest&) {  // the panel of the process says what is wrong with it
    g = before;
  }
  return g != before;
}

/// The levels that run become those by hand, where they can run.
void begin_by_hand(SamplerSpec& s, const SamplerSpec& before, const ProcessSpec& process) {
  try {
    s.grid = by_hand(Process(process), before);
  } catch (const BadRequest&) {  // what is wrong with them is told where they are
    s.grid = before.grid;
  }
}

bool grid_part(SamplerSpec& s, const ProcessSpec& process) {
  GridSpec& g = s.grid;
  const SamplerSpec before = s;
  const bool discrete = is_discrete(process.kind);
  bool changed = false;
  if (spacing_info(g.spacing).picks != Picks::values) {
    GridOption steps = option_of(grid_options, &GridSpec::steps);
    if (discrete) steps.drag.high = timesteps(process);
    changed |= option_row(g, steps);
  }
  if (option_row(g, option_of(grid_options, &GridSpec::spacing))) {
    changed = true;
    if (g.spacing == Spacing::by_hand) begin_by_hand(s, before, process);
    if (before.grid.spacing == Spacing::by_hand)
      g.steps = std::max(1, static_cast<int>(before.grid.values.size()));
  }
  const Picks picks = spacing_info(g.spacing).picks;
  if (picks == Picks::values) changed |= list_part(g, process);
  for (const GridOption::Member& member : spacing_info(g.spacing).options) {
    if (member == GridOption::Member(&GridSpec::offset) && !discrete) continue;
    if (member == GridOption::Member(&GridSpec::values_in)) continue;
    changed |= option_row(g, option_of(grid_options, member));
  }
  if (process.kind == ProcessKind::flow && picks == Picks::timesteps) {
    changed |= option_row(g, option_of(grid_options, &GridSpec::shift));
    changed |= option_row(g, option_of(grid_options, &GridSpec::tokens));
  }
  if (picks != Picks::values)
    changed |= option_row(g, option_of(grid_options, &GridSpec::drop_penultimate));
  return changed;
}

}  // namespace

bool sampler_panel(SamplerSpec& s, const ProcessSpec& process, std::string& preset) {
  bool changed = kind_part(s, preset);
  changed |= grid_part(s, process);
  for (const SamplerOption::Member& member : sampler_info(s.kind).options)
    changed |= option_row(s, option_of(sampler_options, member));
  return changed;
}

}  // namespace alphabar
