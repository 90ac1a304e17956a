#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/engine.h"
#include "core/model/guide.h"
#include "core/plan/notes/remarks.h"
#include "core/plan/plan.h"
#include "core/process/process.h"
#include "core/scene/scene.h"

namespace alphabar {

class Denoiser;
class Mixture;

/// What the lanes of a scene ask for the split; null: the exact model of its data. Depends on the
/// data alone.
using MakeModel = std::function<std::shared_ptr<const Denoiser>(const Scene&)>;

/// A lane that can run, and all that is known of it before a particle moves.
struct Lane {
  std::size_t index = 0;  ///< in the scene
  LaneSpec spec;
  std::string title;  ///< the lane's name, or its sampler's
  std::shared_ptr<const Process> process;
  std::shared_ptr<const Denoiser> model;  ///< what its rows ask for the split
  std::shared_ptr<const Mixture> target;  ///< the data that it is to end at
  GuidanceSpec guidance;
  Guide guide;  ///< what its guided rows are led to
  std::shared_ptr<const Plan> plan;
  std::vector<Remark> remarks;   ///< on its sampler and levels
  std::size_t particles = 0;     ///< of a whole run
  std::uint64_t seed = 0;        ///< of x_T and the noise
  std::uint32_t noise_lane = 0;  ///< which of the seed's noises
};

/// A lane that cannot run as it is.
struct FailedLane {
  std::size_t index = 0;  ///< in the scene
  std::string title;
  std::string problem;  ///< one line
};

/// What follows from a scene at once. Curves, plan, formulas and captions read it in the frame of
/// an edit; runs come later.
struct Derived {
  std::shared_ptr<const Scene> scene;
  std::shared_ptr<const Process> process;  ///< the scene's, as the next two
  std::shared_ptr<const Mixture> model;    ///< the exact one of the data
  Guide guide;
  std::vector<Lane> lanes;         ///< those that are not muted and can run
  std::vector<FailedLane> failed;  ///< those that are not muted and cannot
};

/// Pure; it takes microseconds where plans have hundreds of rows. What `before` had of equal parts
/// (process, model, plans) is shared, so that equal parts are the same objects. Throws BadRequest
/// where the process or the data cannot be used; check(scene) is the caller's.
Derived derive(std::shared_ptr<const Scene> scene, const Derived* before = nullptr,
               const MakeModel& make_model = {});
Derived derive(const Scene& scene);

/// The place in derived.lanes of the scene's lane `index`; none: it is muted or cannot run.
std::optional<std::size_t> place_of(const Derived& derived, std::size_t index);

/// The scene's lane `index`, muted or not. Throws BadRequest where its sampler does not fit the
/// process.
Lane derive_lane(const Derived& of, std::size_t index);

/// Whether two lanes run alike: of one of them the states are those of the other. True for lanes of
/// one derive() whose inputs are equal, and for those of a later one that shares its parts.
bool same_run(const Lane& a, const Lane& b);

/// Whether both have the same lanes, under the same names, on the same process and model.
bool same_lanes(const Derived& a, const Derived& b);

/// The whole run of a lane, every reported state kept; `lane` must outlive it. For other particles,
/// records, stops and replays change what it returns.
RunRequest run_request(const Lane& lane);

}  // namespace alphabar
