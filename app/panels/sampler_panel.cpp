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
  bool changed =
      number({"##steps", "steps",
              "How many steps the run takes; on a discrete process at most T.\n"
              "The sub-sequence τ of the timesteps, of length S."},
             g.steps, {1, discrete ? double(timesteps(process)) : 1000.0, 50, "%d", true});
  changed |= choice({"##spacing", "spacing",
                     "Which levels are visited: the first four pick timesteps, the others σ."},
                    g.spacing, Spacing::leading);
  if (g.spacing == Spacing::leading && discrete)
    changed |= number({"##offset", "offset", "Added to every timestep (diffusers' steps_offset)."},
                      g.offset, {0, 10, 0});
  if (g.spacing != Spacing::by_hand || g.values.size() > 1)
    changed |= toggle({"##end_clean", "ends at data",
                       "The last step goes to clean data. Off: the run ends at the process's first "
                       "level, or at the last of the sigmas given by hand."},
                      g.end_clean, true);
  if (g.spacing == Spacing::karras || g.spacing == Spacing::polyexponential)
    changed |= number({"##rho", "ρ", "σ^(1/ρ) is linear. Karras et al. 2022, eq. 5: 7."}, g.rho,
                      {0.5, 20, 7});
  return changed;
}

bool sampler_panel(SamplerSpec& s, const ProcessSpec& process) {
  bool changed = kind_part(s);
  changed |= grid_panel(s.grid, process);
  for (const SamplerOption::Member& member : sampler_info(s.kind).options)
    changed |= option_row(s, *std::ranges::find(sampler_options, member, &SamplerOption::member));
  return changed;
}

}  // namespace alphabar
