#pragma once

#include "core/runs/runs.h"
#include "core/scene/scene.h"

namespace alphabar {

/// The default scene's data and process with `particles` particles and lanes of `steps` steps.
Scene small_scene(int particles, int steps);

/// The runs of a scene's lanes, by the plain reference loop, without a session.
Runs plain_runs(const Scene& scene);

/// A filmstrip of DDIM with 10 steps: pictures of 8 x 8 whose every pixel is row / 10 * 2 - 1 in x
/// and evaluation / 9 * 2 - 1 in x0; `rows_done` of the 11 rows are there.
std::shared_ptr<PictureRun> plain_pictures(const Process& process, int rows_done);
/// That as the only lane.
std::shared_ptr<const PictureRuns> only_lane(std::shared_ptr<const PictureRun> run);

}  // namespace alphabar
