#include "app/session/background/measure_work.h"

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
  if (backends_.make_measuring_engine)
    maker_.ask({std::move(lanes), sweep_of(scene), scene.view.shows("error")});
}

void MeasureWork::make(const Key& key, const Publish& publish, std::stop_token stop) {
  if (backends_.low_priority) let_it_be_seen(stop);
  const auto show = [&] { publish(std::make_shared<const Measures>(made_)); };
  Sweep next(key.spec);
  if (sweep_) next.take_from(std::move(*sweep_));
  sweep_ = std::move(next);
  std::set<std::uint64_t> runs;
  for (const RanLane& ran : key.lanes ? key.lanes->lanes : std::vector<RanLane>{}) {
    runs.insert(ran.run);
    if (made_.distances.contains(ran.run)) continue;
    const Plan& plan = *ran.lane.plan;
    DistanceMeter& meter = sweep_->meters().of(*ran.lane.target, ran.lane.guidance);
    made_.distances[ran.run] = {meter.measure(plan, *ran.result.trajectory, stop),
                                meter.floor(plan, stop), meter.particles()};
    show();
  }
  std::erase_if(made_.distances, [&](const auto& known) { return !runs.contains(known.first); });
  show();
  if (!key.sweeps) return;
  if (!engine_) engine_ = backends_.make_measuring_engine();
  for (bool done = false; !done;) {
    made_.sweep = std::make_shared<const SweepRun>(
        SweepRun{sweep_->spec(), sweep_->points(), sweep_->progress()});
    show();
    done = sweep_->done();
    if (!done) sweep_->step(*engine_, stop);
  }
}

}  // namespace alphabar
