#include "core/plan/notes/follow_process.h"

#include <algorithm>

#include "core/plan/notes/lane_names.h"

namespace alphabar {

bool follow_process(Scene& scene) {
  bool changed = false;
  if (scene.process.kind == ProcessKind::clean)
    for (LaneSpec& lane : scene.lanes) {
      if (lane.sampler.kind == SamplerKind::langevin) continue;
      SamplerSpec sampler = lane.sampler;
      sampler.kind = SamplerKind::langevin;
      set_sampler(lane, sampler);
      changed = true;
    }
  if (!is_discrete(scene.process.kind)) return changed;
  const int T = timesteps(scene.process);
  const auto fit = [&](GridSpec& grid) {
    if (grid.spacing == Spacing::by_hand || grid.steps <= T) return;
    grid.steps = T;
    changed = true;
  };
  for (LaneSpec& lane : scene.lanes) fit(lane.sampler.grid);
  fit(scene.pictures.sampler.grid);
  return changed;
}

int most_steps(const Scene& scene) {
  int most = scene.pictures.sampler.grid.steps;
  for (const LaneSpec& lane : scene.lanes) most = std::max(most, lane.sampler.grid.steps);
  return most;
}

}  // namespace alphabar
