#include "core/derive/derived.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/learn/folder/net_folder.h"
#include "core/model/draws/data_draws.h"
#include "core/model/guided/combination.h"
#include "core/model/mixture.h"
#include "core/model/points/point_model.h"
#include "core/plan/notes/lane_names.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

/// What was derived before, and what has been so far: where an equal part may be had.
struct Known {
  const Derived* before;
  const Derived& now;

  /// The first part that is there of what of_scene(derived) and of_lane(lane, its scene) say; null:
  /// none.
  template <class Part, class OfScene, class OfLane>
  std::shared_ptr<const Part> find(OfScene of_scene, OfLane of_lane) const {
    for (const Derived* derived : {&now, before}) {
      if (!derived || !derived->scene) continue;
      if (std::shared_ptr<const Part> part = of_scene(*derived)) return part;
      for (const Lane& lane : derived->lanes)
        if (std::shared_ptr<const Part> part = of_lane(lane, *derived->scene)) return part;
    }
    return nullptr;
  }
};

constexpr auto not_of_scene = [](const Derived&) { return nullptr; };

std::shared_ptr<const Process> process_part(const ProcessSpec& spec, const Known& known) {
  const auto part = known.find<Process>(
      [&](const Derived& of) {
        return of.process && of.scene->process == spec ? of.process : nullptr;
      },
      [&](const Lane& of, const Scene& scene) {
        return process_of(scene, of.spec) == spec ? of.process : nullptr;
      });
  return part ? part : std::make_shared<const Process>(spec);
}

std::shared_ptr<const Mixture> target_part(const DataSpec& data, const Known& known) {
  const auto part = known.find<Mixture>(
      [&](const Derived& of) { return of.target && of.scene->data == data ? of.target : nullptr; },
      [&](const Lane& of, const Scene& scene) {
        return data_of(scene, of.spec) == data ? of.target : nullptr;
      });
  return part ? part : std::make_shared<const Mixture>(data);
}

/// What of guidance is the model's part: not where it acts, how strongly, and to which class.
GuidanceSpec combining(GuidanceSpec guidance) {
  GuidanceSpec usual;
  if (!CombinedModel::is_needed(guidance)) return usual;
  guidance.scale = usual.scale;
  guidance.label = usual.label;
  guidance.sigma_low = usual.sigma_low;
  guidance.sigma_high = usual.sigma_high;
  guidance.curve_t.clear();
  guidance.curve_w.clear();
  return guidance;
}

std::shared_ptr<const Denoiser> model_part(const Lane& lane, const Known& known,
                                           const MakeModel& make) {
  auto part = known.find<Denoiser>(not_of_scene, [&](const Lane& of, const Scene&) {
    const bool same = of.target == lane.target && of.model_spec == lane.model_spec &&
                      combining(of.guidance) == combining(lane.guidance);
    return same ? of.model : nullptr;
  });
  if (part && !is_in_training(lane.model_spec)) return part;
  auto model = make(lane.model_spec, lane.target);
  const GuidanceSpec& guidance = lane.guidance;
  if (!CombinedModel::is_needed(guidance)) return model;
  const bool weakened = guidance.kind == GuidanceKind::autoguidance;
  return std::make_shared<const CombinedModel>(
      std::move(model),
      weakened ? make({.kind = ModelKind::blurred, .blur = guidance.weaker}, lane.target) : nullptr,
      combining(guidance));
}

std::shared_ptr<const Plan> plan_part(const Lane& lane, const Known& known) {
  const auto part = known.find<Plan>(not_of_scene, [&](const Lane& of, const Scene&) {
    const bool same = of.process == lane.process && of.spec.sampler == lane.spec.sampler &&
                      of.guidance == lane.guidance;
    return same ? of.plan : nullptr;
  });
  return part ? part
              : std::make_shared<const Plan>(
                    build_plan(*lane.process, lane.spec.sampler, lane.guidance));
}

Lane lane_of(const Scene& scene, std::size_t index, const Known& known, const MakeModel& make) {
  Lane lane;
  lane.index = index;
  lane.spec = scene.lanes[index];
  lane.process = process_part(process_of(scene, lane.spec), known);
  lane.target = target_part(data_of(scene, lane.spec), known);
  lane.model_spec = model_of(scene, lane.spec);
  lane.guidance = guidance_of(scene, lane.spec);
  check(lane.guidance, lane.target->data());
  lane.model = model_part(lane, known, make);
  lane.guide = guide_of(lane.guidance);
  lane.plan = plan_part(lane, known);
  lane.remarks = remarks(*lane.process, lane.spec.sampler);
  lane.particles = static_cast<std::size_t>(scene.particles);
  lane.seed = scene.seed;
  lane.noise_lane = scene.paired ? 0 : static_cast<std::uint32_t>(index);
  return lane;
}

}  // namespace

std::shared_ptr<const Denoiser> exact_model(const std::shared_ptr<const Mixture>& target) {
  const DataSpec& data = target->source();
  if (data.points.size() <= DataSpec::most) return target;
  return std::make_shared<const PointModel>(data.points, data.bandwidth, data.point_labels);
}

static std::shared_ptr<const Denoiser> exact_model(const DataSpec& data) {
  return exact_model(std::make_shared<const Mixture>(data));
}

std::shared_ptr<const Denoiser> make_model(const ModelSpec& spec,
                                           const std::shared_ptr<const Mixture>& target) {
  switch (spec.kind) {
    case ModelKind::exact: return exact_model(target);
    case ModelKind::blurred: break;
    case ModelKind::points:
      return exact_model(drawn_points(target->source(), spec.points, spec.seed));
    case ModelKind::learned:
      if (spec.net.empty())
        throw BadRequest("model", "net", "none", "a folder that alphabar train made",
                         "or train one in the panel Learn");
      return learned_model(read_net_folder(find_net(spec.net), NetContent::net).net, target);
  }
  DataSpec wider = target->source();
  for (Component& component : wider.components)
    for (double& std : component.std) std = std::hypot(std, spec.blur);
  wider.bandwidth = std::hypot(wider.bandwidth, spec.blur);
  return exact_model(wider);
}

namespace {

/// What follows from the reference that is shown; null: none is.
std::shared_ptr<const Derived> derive_reference(const Derived& now, const Derived* before,
                                                const MakeModel& make) {
  const Reference* shown = shown_reference(*now.scene);
  if (!shown) return nullptr;
  auto known = before ? before->reference : nullptr;
  if (known && known->scene->title == shown->name &&
      static_cast<const Setup&>(*known->scene) == shown->setup)
    return known;
  auto scene = std::make_shared<Scene>();
  static_cast<Setup&>(*scene) = shown->setup;
  scene->title = shown->name;
  return std::make_shared<const Derived>(derive(std::move(scene), &now, make));
}

}  // namespace

Derived derive(std::shared_ptr<const Scene> scene, const Derived* before, const MakeModel& make) {
  Derived now;
  const Known known{before, now};
  now.scene = std::move(scene);
  now.process = process_part(now.scene->process, known);
  now.target = target_part(now.scene->data, known);
  const std::vector<std::string> titles = lane_titles(now.scene->lanes);
  for (std::size_t i = 0; i < titles.size(); ++i) {
    if (now.scene->lanes[i].muted) continue;
    try {
      Lane lane = lane_of(*now.scene, i, known, make);
      lane.title = titles[i];
      now.lanes.push_back(std::move(lane));
    } catch (const BadRequest& problem) {
      now.failed.push_back({i, titles[i], problem.what()});
    }
  }
  now.reference = derive_reference(now, before, make);
  return now;
}

Derived derive(const Scene& scene) { return derive(std::make_shared<const Scene>(scene)); }

std::optional<std::size_t> place_of(const Derived& derived, std::size_t index) {
  const auto found = std::ranges::find(derived.lanes, index, &Lane::index);
  if (found == derived.lanes.end()) return std::nullopt;
  return static_cast<std::size_t>(found - derived.lanes.begin());
}

Lane derive_lane(const Derived& of, std::size_t index, const MakeModel& make) {
  if (const auto place = place_of(of, index)) return of.lanes[*place];
  Lane lane = lane_of(*of.scene, index, {nullptr, of}, make);
  lane.title = lane_titles(of.scene->lanes)[index];
  return lane;
}

const Process& leading_process(const Derived& derived) {
  return derived.lanes.empty() ? *derived.process : *derived.lanes.front().process;
}

const Mixture& leading_target(const Derived& derived) {
  return derived.lanes.empty() ? *derived.target : *derived.lanes.front().target;
}

bool same_run(const Lane& a, const Lane& b) {
  return a.plan == b.plan && a.model == b.model && a.target == b.target && a.guide == b.guide &&
         a.particles == b.particles && a.seed == b.seed && a.noise_lane == b.noise_lane;
}

bool same_lanes(const Derived& a, const Derived& b) {
  return a.process == b.process && a.target == b.target && a.reference == b.reference &&
         std::ranges::equal(a.lanes, b.lanes, [](const Lane& p, const Lane& q) {
           return p.index == q.index && p.title == q.title && p.process == q.process &&
                  same_run(p, q);
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
