#include <imgui.h>

#include <algorithm>
#include <string>
#include <vector>

#include "app/panels/option_row.h"
#include "app/panels/panels.h"
#include "app/widgets/property.h"
#include "core/plan/presets.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

bool kind_part(SamplerSpec& s) {
  std::vector<const char*> titles;
  int index = 0;
  for (const SamplerInfo& info : samplers()) {
    if (info.kind == s.kind) index = static_cast<int>(titles.size());
    titles.push_back(info.title);
  }
  const std::vector<Preset> ready = presets();
  for (const Preset& preset : ready) titles.push_back(preset.name.c_str());
  const SamplerInfo& now = sampler_info(s.kind);
  const std::string help = std::string(now.formula) + "\n" + now.source;
  if (!choice({"##sampler", "", help.c_str()}, index, titles, 1)) return false;
  const auto chosen_index = static_cast<std::size_t>(index);
  if (chosen_index >= samplers().size()) {
    s = ready[chosen_index - samplers().size()].sampler;
    return true;
  }
  s.kind = samplers()[chosen_index].kind;
  const SamplerInfo& chosen = sampler_info(s.kind);
  if (chosen.stochastic && chosen.uses(&SamplerSpec::eta) && s.eta == 0) s.eta = 1;
  if (chosen.uses(&SamplerSpec::order)) s.order = std::min(s.order, highest_order(s.kind));
  return true;
}

}  // namespace

bool grid_panel(GridSpec& g, const ProcessSpec& process) {
  const bool discrete = is_discrete(process.kind);
  GridOption steps = option_of(grid_options, &GridSpec::steps);
  if (discrete) steps.drag.high = timesteps(process);
  bool changed = option_row(g, steps);
  changed |= option_row(g, option_of(grid_options, &GridSpec::spacing));
  for (const GridOption::Member& member : spacing_info(g.spacing).options) {
    if (member == GridOption::Member(&GridSpec::offset) && !discrete) continue;
    changed |= option_row(g, option_of(grid_options, member));
  }
  const Picks picks = spacing_info(g.spacing).picks;
  if (process.kind == ProcessKind::flow && picks == Picks::timesteps) {
    changed |= option_row(g, option_of(grid_options, &GridSpec::shift));
    changed |= option_row(g, option_of(grid_options, &GridSpec::tokens));
  }
  if (picks != Picks::values)
    changed |= option_row(g, option_of(grid_options, &GridSpec::drop_penultimate));
  return changed;
}

bool sampler_panel(SamplerSpec& s, const ProcessSpec& process) {
  bool changed = kind_part(s);
  changed |= grid_panel(s.grid, process);
  for (const SamplerOption::Member& member : sampler_info(s.kind).options)
    changed |= option_row(s, option_of(sampler_options, member));
  return changed;
}

}  // namespace alphabar
