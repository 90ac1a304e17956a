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

/// What rows ask for the split where a model of this kind is wanted of the data `target`.
using MakeModel = std::function<std::shared_ptr<const Denoiser>(
    const ModelSpec&, const std::shared_ptr<const Mixture>& target)>;
/// The exact model of data: their mixture, or of more than DataSpec::most points the pruned one of
/// them all. Throws BadRequest where check(data) does.
std::shared_ptr<const Denoiser> exact_model(const std::shared_ptr<const Mixture>& target);
std::shared_ptr<const Denoiser> make_model(const ModelSpec& spec,
                                           const std::shared_ptr<const Mixture>& target);

/// Whether it is the net that is being trained (a learned one of no name): it changes while nothing
/// in the scene does.
inline bool is_in_training(const ModelSpec& model) {
  return model.kind == ModelKind::learned && model.net.empty();
}

/// A lane that can run, and all that is known of it before a particle moves.
struct Lane {
  std::size_t index = 0;  ///< in the scene
  LaneSpec spec;
  std::string title;  ///< the lane's name, or its sampler's
  std::shared_ptr<const Process> process;
  std::shared_ptr<const Denoiser> model;  ///< what its rows ask for the split
  std::shared_ptr<const Mixture> target;  ///< the data that it is to end at
  ModelSpec model_spec;
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
  std::shared_ptr<const Process> process;  ///< the scene's, as the next
  std::shared_ptr<const Mixture> target;
  std::vector<Lane> lanes;                        ///< those that are not muted and can run
  std::vector<FailedLane> failed;                 ///< those that are not muted and cannot
  std::shared_ptr<const Derived> reference = {};  ///< of the one that is shown; null: none
};

/// Pure; it takes microseconds where plans have hundreds of rows. Equal parts (processes, targets,
/// models, plans) of the scene, its lanes and what was derived before are the same objects. Throws
/// BadRequest where the scene's process or data cannot be used; check(scene) is the caller's.
Derived derive(std::shared_ptr<const Scene> scene, const Derived* before = nullptr,
               const MakeModel& make = make_model);
Derived derive(const Scene& scene);

/// The place in derived.lanes of the scene's lane `index`; none: it is muted or cannot run.
std::optional<std::size_t> place_of(const Derived& derived, std::size_t index);

/// The scene's lane `index`, muted or not. Throws BadRequest where its sampler does not fit its
/// process, or its guidance its data.
Lane derive_lane(const Derived& of, std::size_t index, const MakeModel& make = make_model);

/// The process of the lane that leads, on whose time others are shown; the scene's where there is
/// no lane.
const Process& leading_process(const Derived& derived);
const Mixture& leading_target(const Derived& derived);  ///< the same of the data

/// Whether two lanes run alike: of one of them the states are those of the other. True for lanes of
/// one derive() whose inputs are equal, and for those of a later one that shares its parts.
bool same_run(const Lane& a, const Lane& b);

/// Whether both have the same lanes, under the same names, on the same process and model.
bool same_lanes(const Derived& a, const Derived& b);

/// The whole run of a lane, every reported state kept; `lane` must outlive it. For other particles,
/// records, stops and replays change what it returns.
RunRequest run_request(const Lane& lane);

}  // namespace alphabar
