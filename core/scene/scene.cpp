#include "core/scene/scene.h"

#include <algorithm>

#include "core/base/check.h"

namespace alphabar {

Scene default_scene() {
  Scene scene;
  scene.title = "The reverse SDE beside the probability-flow ODE";
  scene.note = "The same marginals at every t, by noisy paths and by smooth ones.";
  scene.data = data_preset("ring");
  SamplerSpec sde, ode;
  sde.kind = SamplerKind::euler_maruyama;
  ode.kind = SamplerKind::probability_flow;
  sde.grid.steps = ode.grid.steps = 100;
  sde.grid.spacing = ode.grid.spacing = Spacing::trailing;
  scene.lanes = {{"Reverse SDE", sde}, {"Probability-flow ODE", ode}};
  scene.pictures.sampler.grid.spacing = Spacing::trailing;
  scene.pictures.label = 9;  // an ankle boot
  scene.bookmarks = {{"Noise", 0}, {"Clusters appear", 0.8}, {"Data", 1}};
  scene.playback.position = 0.93;  // the clusters show already; playing on, the run starts over
  scene.view.half_height = 2.6;
  return scene;
}

constexpr int most_particles = 10'000'000;

void check(const Scene& scene) {
  check(scene.data);
  check(scene.process);
  if (scene.lanes.empty() || scene.lanes.size() > 4)
    throw BadRequest("scene", "lanes", std::to_string(scene.lanes.size()), "1 to 4");
  for (const LaneSpec& lane : scene.lanes) check(lane.sampler);
  if (std::all_of(scene.lanes.begin(), scene.lanes.end(),
                  [](const LaneSpec& lane) { return lane.muted; }))
    throw BadRequest("lanes", "muted", "true in every lane", "false in one lane at least");
  for (const LaneSpec& lane : scene.lanes) check_range("lanes", "hue", lane.hue, -1, 3);
  check_range("scene", "particles", scene.particles, 1, most_particles);

  check(scene.guidance, scene.data);

  check(scene.pictures.sampler);
  check_range("pictures", "count", scene.pictures.count, 1, 64);
  check_range("pictures", "scale", scene.pictures.scale, 0, 100);
  check_range("pictures", "label", scene.pictures.label, -1, 100000);

  check(scene.chain);

  check_range("view", "center", scene.view.center[0], -1e6, 1e6);
  check_range("view", "center", scene.view.center[1], -1e6, 1e6);
  check_range("view", "half_height", scene.view.half_height, 1e-6, 1e6);
  check_range("view", "tracked", scene.view.tracked, 0, 256);
  check_range("view", "trail_fade", scene.view.trail_fade, 0.01, 1);
  check_range("view", "pinned", scene.view.pinned, -1, most_particles);
  check_range("view", "step_lane", scene.view.step_lane, 0, 3);
  check_range("view", "space_time_start", scene.view.space_time_start, -10, 10);
  if (scene.view.plots.size() > 32)
    throw BadRequest("view", "plots", std::to_string(scene.view.plots.size()), "at most 32");
  check_range("view", "error_processes", static_cast<double>(scene.view.error_processes.size()), 0,
              ViewSpec::most_error_processes);
  for (const ProcessKind kind : scene.view.error_processes) {
    if (!is_of_numbers(kind))
      throw BadRequest("view", "error_processes", "one that is given by hand, or clean",
                       "processes that a few numbers say all of");
    ProcessSpec other = scene.process;
    other.kind = kind;
    check(other);
  }
  check_range("view", "plan_lane", scene.view.plan_lane, 0, 3);
  check_range("view", "font_scale", scene.view.font_scale, 0.5, 4);
  check_range("playback", "position", scene.playback.position, 0, 1);
  check_range("playback", "seconds", scene.playback.seconds, 0.01, 3600);
  check_range("scene", "bookmarks", static_cast<double>(scene.bookmarks.size()), 0, 100);
  for (const Bookmark& bookmark : scene.bookmarks)
    check_range("bookmark", "position", bookmark.position, 0, 1);
}

}  // namespace alphabar
