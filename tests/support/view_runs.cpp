#include "tests/support/view_runs.h"

#include "core/plan/samplers/samplers.h"
#include "tests/support/plain_run.h"

namespace alphabar {

Scene small_scene(int particles, int steps) {
  Scene scene = default_scene();
  scene.particles = particles;
  for (LaneSpec& lane : scene.lanes) lane.sampler.grid.steps = steps;
  return scene;
}

Runs plain_runs(const Scene& scene) {
  Runs runs;
  static_cast<Derived&>(runs) = derive(scene);
  for (const Lane& lane : runs.lanes) {
    const Trajectory<double> exact = plain_run(run_request(lane));
    auto run = std::make_shared<Trajectory<float>>();
    run->particles = exact.particles;
    run->x.assign(exact.x.begin(), exact.x.end());
    run->x_rows = exact.x_rows;
    runs.results.push_back({.plan = lane.plan, .trajectory = run, .current = true});
  }
  return runs;
}

std::shared_ptr<PictureRun> plain_pictures(const Process& process, int rows_done) {
  constexpr int steps = 10, side = 8;
  SamplerSpec sampler;
  sampler.kind = SamplerKind::ddim;
  sampler.grid.steps = steps;
  auto run = std::make_shared<PictureRun>();
  run->spec.sampler = sampler;
  run->plan = build_plan(process, sampler);
  run->pictures = run->channels = 1;
  run->width = run->height = side;
  run->rows_done = rows_done;
  const auto filled = [](int count, int of) {
    constexpr std::size_t picture = side * side;
    GrowingList<float> all(static_cast<std::size_t>(count) * picture);
    for (int i = 0; i < count; ++i)
      all.append(
          std::vector<float>(picture, 2 * static_cast<float>(i) / static_cast<float>(of) - 1));
    return all;
  };
  run->x = filled(rows_done, steps);
  run->x0 = filled(std::min(rows_done, steps), steps - 1);
  run->eps = filled(std::min(rows_done, steps), steps - 1);
  return run;
}

std::shared_ptr<const PictureRuns> only_lane(std::shared_ptr<const PictureRun> run) {
  auto runs = std::make_shared<PictureRuns>();
  runs->lanes.push_back(std::move(run));
  runs->progress = 1;
  return runs;
}

}  // namespace alphabar
