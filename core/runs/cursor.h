#pragma once

#include <cstddef>

#include "core/plan/timeline.h"
#include "core/runs/runs.h"

namespace alphabar {

/// What is shown of one lane: between which two rows of its trajectory, and at which level.
struct Cursor {
  RowPosition step;       ///< place among the rows the plan reports (0: x_T)
  std::size_t steps = 1;  ///< how many there are
  std::size_t lower = 0;  ///< rows of the trajectory; equal where there is nothing between them
  std::size_t upper = 0;
  double fraction = 0;  ///< of the way from lower to upper, in [0, 1)
  int plan_row = -1;    ///< the row that makes the state being shown or approached; -1: x_T
  Level level;          ///< at that place
};

/// Where lane `lane` is while the slider is at `position`: lane 0 leads, the others are at the same
/// time. `lane` must be one of runs.lanes.
Cursor cursor(const Runs& runs, std::size_t lane, double position);

/// The same for the filmstrip's plan; lower and upper are rows of PictureRun::x and no further than
/// the rows done.
Cursor cursor(const Runs& runs, const PictureRun& pictures, double position);

/// Whether the states on either side of `position` were kept: what is shown is then no guess. False
/// where a long run was thinned and they were left out.
bool shows_exactly(const Runs& runs, std::size_t lane, double position);

/// The levels of the lane that leads; one level where there is no lane yet.
std::vector<Level> leading_levels(const Runs& runs);

/// Of a panel that shows one lane, the one with index `wanted` of the scene: its place among the
/// runs, and among the scene's lanes. Where it is muted or not there the last before it that is
/// neither, else the first.
std::size_t lane_shown(const Runs& runs, int wanted);
std::size_t lane_shown(const Scene& scene, int wanted);

}  // namespace alphabar
