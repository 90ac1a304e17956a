#include "core/derive/derived.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/model/mixture.h"
#include "core/plan/notes/lane_names.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

/// The plan that `before` has of a lane of the same sampler, process and guidance; null: none.
std::shared_ptr<const Plan> known_plan(const Derived& now, const LaneSpec& lane,
                                       const Derived* before) {
  if (!before || before->process != now.process || before->scene->guidance != now.scene->guidance)
    return nullptr;
  const auto same = std::ranges::find_if(
      before->lanes, [&](const Lane& known) { return known.spec.sampler == lane.sampler; });
  return same == before->lanes.end() ? nullptr : same->plan;
}

/// Of a lane of the scene: what was known before, or is to be made.
struct Known {
  std::shared_ptr<const Denoiser> model;
  std::shared_ptr<const Plan> plan;  ///< null: it is built
};

Lane lane_of(const Derived& of, std::size_t index, std::string title, Known known) {
  const Scene& scene = *of.scene;
  Lane lane;
  lane.index = index;
  lane.spec = scene.lanes[index];
  lane.title = std::move(title);
  lane.process = of.process;
  lane.model = std::move(known.model);
  lane.target = of.model;
  lane.guidance = scene.guidance;
  lane.guide = of.guide;
  lane.plan = known.plan ? std::move(known.plan)
                         : std::make_shared<const Plan>(
                               build_plan(*of.process, lane.spec.sampler, scene.guidance));
  lane.remarks = remarks(*of.process, lane.spec.sampler);
  lane.particles = static_cast<std::size_t>(scene.particles);
  lane.seed = scene.seed;
  lane.noise_lane = scene.paired ? 0 : static_cast<std::uint32_t>(index);
  return lane;
}

}  // namespace

Derived derive(std::shared_ptr<const Scene> scene, const Derived* before,
               const MakeModel& make_model) {
  Derived now;
  now.scene = std::move(scene);
  const Scene& of = *now.scene;
  now.process = before && before->scene->process == of.process
                    ? before->process
                    : std::make_shared<const Process>(of.process);
  now.model = before && before->scene->data == of.data ? before->model
                                                       : std::make_shared<const Mixture>(of.data);
  now.guide = guide_of(of.guidance);
  const bool same_model = before && before->model == now.model && !before->lanes.empty();
  std::shared_ptr<const Denoiser> model = same_model   ? before->lanes.front().model
                                          : make_model ? make_model(of)
                                                       : nullptr;
  if (!model) model = now.model;
  const std::vector<std::string> titles = lane_titles(of.lanes);
  for (std::size_t i = 0; i < of.lanes.size(); ++i) {
    if (of.lanes[i].muted) continue;
    try {
      now.lanes.push_back(
          lane_of(now, i, titles[i], {model, known_plan(now, of.lanes[i], before)}));
    } catch (const BadRequest& problem) {
      now.failed.push_back({i, titles[i], problem.what()});
    }
  }
  return now;
}

Derived derive(const Scene& scene) { return derive(std::make_shared<const Scene>(scene)); }

std::optional<std::size_t> place_of(const Derived& derived, std::size_t index) {
  const auto found = std::ranges::find(derived.lanes, index, &Lane::index);
  if (found == derived.lanes.end()) return std::nullopt;
  return static_cast<std::size_t>(found - derived.lanes.begin());
}

Lane derive_lane(const Derived& of, std::size_t index) {
  if (const auto place = place_of(of, index)) return of.lanes[*place];
  return lane_of(of, index, lane_titles(of.scene->lanes)[index],
                 {of.lanes.empty() ? of.model : of.lanes.front().model, nullptr});
}

bool same_run(const Lane& a, const Lane& b) {
  return a.plan == b.plan && a.model == b.model && a.guide == b.guide &&
         a.particles == b.particles && a.seed == b.seed && a.noise_lane == b.noise_lane;
}

bool same_lanes(const Derived& a, const Derived& b) {
  return a.process == b.process && a.model == b.model &&
         std::ranges::equal(a.lanes, b.lanes, [](const Lane& p, const Lane& q) {
           return p.index == q.index && p.title == q.title && same_run(p, q);
         });
}

RunRequest run_request(const Lane& lane) {
  RunRequest request;
  request.plan = lane.plan.get();
  request.model = lane.model.get();
  request.target = lane.target.get();
  request.particles = lane.particles;
  request.seed = lane.seed;
  request.lane = lane.noise_lane;
  if (lane.guide.label >= 0) request.labels = {lane.guide.label};
  request.loss = lane.guide.loss;
  return request;
}

}  // namespace alphabar
