#include "app/window/commands/sampler_entries.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "core/plan/notes/lane_names.h"
#include "core/plan/presets.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

std::size_t lane_of(const Scene& scene) {
  return std::min(static_cast<std::size_t>(std::max(scene.view.step_lane, 0)),
                  scene.lanes.size() - 1);
}

/// `name`: of a preset, which the lane is then called; else empty.
void take(AppState& app, const SamplerSpec& sampler, const std::string& name) {
  Scene scene = app.session.scene();
  LaneSpec& lane = scene.lanes[lane_of(scene)];
  set_sampler(lane, sampler);
  if (!name.empty()) lane.name = name;
  app.session.apply(std::move(scene));
}

PaletteEntry entry_of(const Preset& preset, const std::string& lane) {
  return {"Sampler: " + preset.name, "", lane + " takes this sampler with its options", true,
          [preset](AppState& later) { take(later, preset.sampler, preset.name); }};
}

}  // namespace

std::vector<PaletteEntry> sampler_entries(const AppState& app, std::string_view query) {
  const Scene& scene = app.session.scene();
  const std::string lane = fmt::format("Lane {}", lane_of(scene) + 1);
  std::vector<PaletteEntry> entries;
  const std::string typed(query);
  if (const auto sampler = find_preset(typed)) entries.push_back(entry_of({typed, *sampler}, lane));
  for (const SamplerInfo& info : samplers())
    entries.push_back({fmt::format("Sampler: {} ({})", info.title, info.name), "",
                       fmt::format("{} takes it: {}", lane, info.source), true,
                       [kind = info.kind](AppState& later) {
                         const Scene& now = later.session.scene();
                         take(later, with_kind(now.lanes[lane_of(now)].sampler, kind), "");
                       }});
  for (const Preset& preset : presets())
    if (preset.name != typed) entries.push_back(entry_of(preset, lane));
  return entries;
}

}  // namespace alphabar
