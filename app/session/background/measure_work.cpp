#include "app/session/background/measure_work.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "app/session/background/let_it_be_seen.h"

namespace alphabar {

MeasureWork::MeasureWork(const Backends& backends)
    : backends_(backends),
      maker_([this](const Key& key, const Publish& publish,
                    std::stop_token stop) { make(key, publish, stop); },
             backends.low_priority) {}

void MeasureWork::measure(std::shared_ptr<const RanLanes> lanes, const Scene& scene) {
  if (!backends_.make_measuring_engine) return;
  std::optional<SweepSpec> reference;
  if (const Reference* shown = shown_reference(scene)) {
    Scene kept = scene;
    static_cast<Setup&>(kept) = shown->setup;
    reference = sweep_of(kept);
  }
  maker_.ask({std::move(lanes), sweep_of(scene), std::move(reference), scene.view.shows("error")});
}

void MeasureWork::Sweeps::ask(const SweepSpec& spec) {
  const auto go_on = [](std::optional<Sweep>& sweep, const SweepSpec& wanted) {
    Sweep next(wanted);
    if (sweep) next.take_from(std::move(*sweep));
    sweep = std::move(next);
  };
  go_on(fine, spec);
  if (const std::optional<SweepSpec> few = alphabar::coarse(spec))
    go_on(coarse, *few);
  else
    coarse.reset();
}

/// What is there of the fine one, and of the coarse one for the points that it has not come to.
std::shared_ptr<const SweepRun> MeasureWork::Sweeps::value() const {
  auto run = std::make_shared<SweepRun>(SweepRun{fine->spec(), fine->points(), fine->progress()});
  if (!coarse) return run;
  for (SweepPoint point : coarse->points()) {
    const auto same = [&](const SweepPoint& found) {
      return found.process == point.process && found.lane == point.lane &&
             found.steps == point.steps;
    };
    if (std::ranges::any_of(fine->points(), same)) continue;
    point.coarse = true;
    run->points.push_back(std::move(point));
  }
  return run;
}

void MeasureWork::make(const Key& key, const Publish& publish, std::stop_token stop) {
  if (backends_.low_priority) let_it_be_seen(stop);
  const auto show = [&] { publish(std::make_shared<const Measures>(made_)); };
  sweeps_.ask(key.spec);
  if (key.reference) reference_sweeps_.ask(*key.reference);
  made_.reference_sweep = nullptr;
  measure_ends(key, show, stop);
  if (!key.sweeps) return;
  if (!engine_) engine_ = backends_.make_measuring_engine();
  const auto show_sweeps = [&] {
    made_.sweep = sweeps_.value();
    if (key.reference) made_.reference_sweep = reference_sweeps_.value();
    show();
  };
  const auto finish = [&](std::optional<Sweep>& sweep) {
    while (sweep && !sweep->done()) {
      sweep->step(*engine_, stop);
      show_sweeps();
    }
  };
  show_sweeps();
  finish(sweeps_.coarse);
  if (key.reference) finish(reference_sweeps_.coarse);
  finish(sweeps_.fine);
  if (key.reference) finish(reference_sweeps_.fine);
}

void MeasureWork::measure_ends(const Key& key, const std::function<void()>& show,
                               std::stop_token stop) {
  std::set<std::uint64_t> runs;
  for (const RanLane& ran : key.lanes ? key.lanes->lanes : std::vector<RanLane>{}) {
    runs.insert(ran.run);
    if (made_.distances.contains(ran.run)) continue;
    const Plan& plan = *ran.lane.plan;
    DistanceMeter& meter = sweeps_.fine->meters().of(*ran.lane.target, ran.lane.guidance);
    made_.distances[ran.run] = {meter.measure(plan, *ran.result.trajectory, stop),
                                meter.floor(plan, stop), meter.particles()};
    show();
  }
  std::erase_if(made_.distances, [&](const auto& known) { return !runs.contains(known.first); });
  show();
}

}  // namespace alphabar
