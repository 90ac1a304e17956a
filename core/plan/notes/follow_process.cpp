#include "core/plan/notes/follow_process.h"

#include <algorithm>

#include "core/plan/notes/lane_names.h"

namespace alphabar {

bool follow_process(Scene& scene) {
  bool changed = false;
  const auto fit = [&](GridSpec& grid, const ProcessSpec& process) {
    if (!is_discrete(process.kind) || grid.spacing == Spacing::by_hand) return;
    const int T = timesteps(process);
    changed |= grid.steps > T;
    grid.steps = std::min(grid.steps, T);
  };
  for (LaneSpec& lane : scene.lanes) {
    const ProcessSpec& process = process_of(scene, lane);
    if (process.kind == ProcessKind::clean && lane.sampler.kind != SamplerKind::langevin) {
      SamplerSpec sampler = lane.sampler;
      sampler.kind = SamplerKind::langevin;
      set_sampler(lane, sampler);
      changed = true;
    }
    fit(lane.sampler.grid, process);
  }
  for (std::size_t i = 0; i < lanes_of(scene.pictures); ++i)
    fit(lane_of(scene.pictures, i).sampler.grid, scene.process);
  return changed;
}

int most_steps(const Scene& scene) {
  int most = 1;
  for (std::size_t i = 0; i < lanes_of(scene.pictures); ++i)
    most = std::max(most, lane_of(scene.pictures, i).sampler.grid.steps);
  for (const LaneSpec& lane : scene.lanes)
    if (!lane.process) most = std::max(most, lane.sampler.grid.steps);
  return most;
}

}  // namespace alphabar
