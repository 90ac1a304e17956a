#pragma once

#include <cstddef>

#include "core/plan/timeline.h"
#include "core/runs/runs.h"

namespace alphabar {

/// Where a lane is, and between which two of its states.
struct Cursor {
  RowPosition step;       ///< place among the rows the plan reports (0: x_T)
  std::size_t steps = 1;  ///< how many there are
  std::size_t lower = 0;  ///< rows of the states; equal where there is nothing between them
  std::size_t upper = 0;
  double fraction = 0;  ///< of the way from lower to upper, in [0, 1)
  int plan_row = -1;    ///< the row that makes the state being shown or approached; -1: x_T
  Level level;          ///< at that place
};

/// Where lane `lane` is while the slider is at `position`: lane 0 leads, the others are at the same
/// time (time_on() where their processes differ). `lane` must be one of derived.lanes. Its states:
/// as if every reported row were kept.
Cursor cursor(const Derived& derived, std::size_t lane, double position);

/// The same; lower, upper and fraction are of the rows that its result kept, at the same time where
/// the result is of an earlier scene.
Cursor cursor(const Runs& runs, std::size_t lane, double position);

/// The same for the filmstrip's plan; lower and upper are rows of PictureRun::x and no further than
/// the rows done.
Cursor cursor(const Derived& derived, const PictureRun& pictures, double position);

/// Whether the states on either side of `position` were kept: what is shown is then no guess. False
/// where a long run was thinned and they were left out.
bool shows_exactly(const Runs& runs, std::size_t lane, double position);
bool shows_exactly(const Derived& derived, std::size_t lane, const Trajectory<float>& run,
                   double position);

/// The levels of the lane that leads; one level where there is no lane. With `clock` their times
/// are those of that process.
std::vector<Level> leading_levels(const Derived& derived);
std::vector<Level> leading_levels(const Derived& derived, const Process& clock);

/// Of a panel that shows one lane, the one with index `wanted` of the scene: its place among the
/// lanes that can run, and among the scene's. Where it is muted or not there the last before it
/// that is neither, else the first.
std::size_t lane_shown(const Derived& derived, int wanted);
std::size_t lane_shown(const Scene& scene, int wanted);

}  // namespace alphabar
