#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/growing_list.h"
#include "core/derive/derived.h"
#include "core/metrics/sweep.h"
#include "core/plan/plan.h"
#include "core/scene/scene.h"
#include "core/trajectory/trajectory.h"

namespace alphabar {

struct NetOutline;

/// How far the end of a lane's run is from what it should be, by every metric.
struct LaneDistances {
  Distances value;
  Bands floor;                ///< of as many particles drawn exactly from the target
  std::size_t particles = 0;  ///< that were counted, the first of the run
};

/// What ran for a lane: of its newest run, which may be of an earlier scene.
struct LaneResult {
  std::shared_ptr<const Plan> plan;                     ///< that ran; null: nothing has run yet
  std::shared_ptr<const Trajectory<float>> trajectory;  ///< null until then
  bool current = false;  ///< it is the whole run, or a part, of the lane as it is now
  double seconds = 0;    ///< that the engine took
  std::optional<LaneDistances> distances = {};  ///< once they are measured
  std::string non_finite =
      {};  ///< where the run left the numbers and what to change; empty: it did not
};

/// Error against NFE for every lane's sampler; grows point by point.
struct SweepRun {
  SweepSpec spec;
  std::vector<SweepPoint> points;
  double progress = 0;  ///< 0..1
};

/// One lane of pictures in [-1, 1], [row][picture][channel][height][width]. Snapshots of one run
/// share their pictures.
struct PictureRun {
  PicturesSpec spec = {};  ///< that it was asked for with; the scene's may be another by now
  std::size_t lane = 0;    ///< its place there
  Plan plan;
  int pictures = 0, channels = 0, height = 0, width = 0;
  GrowingList<float> x;        ///< rows + 1, row 0 is x_T
  GrowingList<float> x0, eps;  ///< one for each evaluation
  int rows_done = 0;           ///< rows of x that are there; the strip fills as they come
  std::vector<std::string> notices = {};  ///< on what the net was trained on and is asked for

  const PictureLane& of() const { return lane_of(spec, lane); }
  std::size_t picture_size() const {
    return static_cast<std::size_t>(channels) * static_cast<std::size_t>(height) *
           static_cast<std::size_t>(width);
  }
};

/// The lanes of pictures that are not muted, in their order; those that have not begun are missing.
struct PictureRuns {
  std::vector<std::shared_ptr<const PictureRun>> lanes;  ///< at least one
  std::vector<std::string> problems;      ///< of lanes that could not run, a sentence each
  double progress = 0;                    ///< of all lanes, 0..1
  double seconds_left = 0;                ///< at the pace so far; 0: done
  std::shared_ptr<const NetOutline> net;  ///< that makes them; null: nobody said

  const PictureRun& front() const { return *lanes.front(); }
};

/// Everything that views show of one scene: what follows from it at once, and what has run so far.
/// A snapshot: views read it, nobody writes to one that has been handed out.
struct Runs : Derived {
  std::shared_ptr<const Runs> reference_runs =
      {};                           ///< of the reference that is shown; null: none is
  std::vector<LaneResult> results;  ///< of each of the lanes
  bool measured = false;            ///< their distances are there or will come
  std::shared_ptr<const Trajectory<float>> forward;  ///< forward_samples(); null: not asked for
  std::shared_ptr<const PictureRuns> pictures;       ///< null until the first row is done
  std::shared_ptr<const SweepRun> sweep;             ///< null until one was asked for
  std::string engine;                                ///< name of the engine that ran
  std::string engine_reason;                         ///< why it was chosen
  std::string error;      ///< why the newest scene could not be run; or empty
  bool outdated = false;  ///< it is the lanes that could not: these are of a scene before
};

}  // namespace alphabar
