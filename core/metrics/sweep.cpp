#include "core/metrics/sweep.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/model/mixture.h"

namespace alphabar {
namespace {

/// What two sweeps must share for a point of one to be a point of the other.
bool same_conditions(const SweepSpec& a, const SweepSpec& b) {
  return a.data == b.data && a.model == b.model && a.guidance == b.guidance && a.seeds == b.seeds &&
         a.first_seed == b.first_seed && a.particles == b.particles;
}

/// A lane but for how it is shown.
LaneSpec what_runs(LaneSpec lane) {
  lane.name.clear();
  lane.muted = false;
  lane.hue = -1;
  return lane;
}

std::vector<LaneSpec> lanes_of(SamplerKind kind, const Scene& scene) {
  std::vector<LaneSpec> lanes;
  for (const LaneSpec& lane : scene.lanes)
    if (lane.sampler.kind == kind) lanes.push_back(lane);
  if (lanes.empty()) {
    SamplerSpec sampler;
    sampler.kind = kind;
    sampler.grid = scene.lanes.front().sampler.grid;
    lanes.push_back({"", sampler});
  }
  return lanes;
}

/// One run. Where all of its states would take more than 256 MiB, its paths are those of a run of
/// its first particles alone.
Distances measure(const Lane& lane, DistanceMeter& meter, Engine& engine,
                  const std::stop_token& stop) {
  constexpr std::size_t most_bytes = std::size_t{256} << 20;
  RunRequest request = run_request(lane);
  request.stop = stop;
  const std::size_t rows = kept_rows(*lane.plan, Record{}).size();
  const bool affordable = rows * request.particles * 2 * sizeof(float) <= most_bytes;
  if (!affordable) {
    request.record.states = Record::States::stride;  // x_T and the end, nothing between
    request.record.stride = std::numeric_limits<int>::max();
  }
  Distances found = meter.measure(*lane.plan, engine.run(request), stop);
  if (affordable) return found;
  request.record = {};
  request.particles = std::min(request.particles, DistanceMeter::path_particles);
  found[Metric::curvature] = path_curvature(*lane.plan, engine.run(request), request.particles);
  return found;
}

}  // namespace

SweepSpec sweep_of(const Scene& scene) {
  SweepSpec spec;
  spec.data = scene.data;
  spec.model = scene.model;
  spec.guidance = scene.guidance;
  spec.processes = {scene.process};
  for (const ProcessKind kind : scene.view.error_processes) {
    if (kind == scene.process.kind) continue;
    spec.processes.push_back(scene.process);
    spec.processes.back().kind = kind;
  }
  spec.lanes = scene.lanes;
  spec.steps = {5, 8, 12, 20, 32, 50, 80, 125, 200};
  spec.evaluations = scene.view.error_nfe;
  spec.seeds = scene.view.error_seeds;
  spec.first_seed = scene.seed;
  spec.particles = std::min(scene.particles, scene.view.error_particles);
  return spec;
}

SweepSpec sweep_of(const Scene& scene, const std::vector<SamplerKind>& samplers,
                   const std::vector<ProcessKind>& processes) {
  SweepSpec spec = sweep_of(scene);
  if (!samplers.empty()) spec.lanes.clear();
  for (const SamplerKind kind : samplers) {
    const auto lanes = lanes_of(kind, scene);
    spec.lanes.insert(spec.lanes.end(), lanes.begin(), lanes.end());
  }
  if (!processes.empty()) spec.processes.clear();
  for (const ProcessKind kind : processes) {
    ProcessSpec process;
    process.kind = kind;
    spec.processes.push_back(kind == scene.process.kind ? scene.process : process);
  }
  return spec;
}

std::optional<SweepSpec> coarse(const SweepSpec& spec) {
  SweepSpec few = spec;
  few.seeds = std::min(spec.seeds, 2);
  few.particles = std::min(spec.particles, 512);
  if (spec.seeds * spec.particles < 4 * few.seeds * few.particles) return std::nullopt;
  return few;
}

void check(const SweepSpec& spec) {
  check(spec.data);
  if (spec.processes.empty()) throw BadRequest("sweep", "processes", "none", "1 or more");
  if (std::ranges::all_of(spec.lanes, &LaneSpec::muted))
    throw BadRequest("sweep", "samplers", "none", "1 or more");
  if (spec.steps.empty()) throw BadRequest("sweep", "steps", "none", "1 or more");
  for (const ProcessSpec& process : spec.processes) check(process);
  for (const int steps : spec.steps) check_range("sweep", "steps", steps, 1, 100000);
  for (const int nfe : spec.evaluations) check_range("sweep", "evaluations", nfe, 1, 100000);
  check_range("sweep", "seeds", spec.seeds, 1, 1000);
  check_range("sweep", "particles", spec.particles, 1, 1'000'000);
}

Sweep::Sweep(SweepSpec spec)
    : spec_(std::move(spec)), meters_(static_cast<std::size_t>(std::max(spec_.particles, 1))) {
  check(spec_);
  for (LaneSpec& lane : spec_.lanes) lane.sampler.grid.steps = 1;
  std::vector<int> numbers = spec_.evaluations.empty() ? spec_.steps : spec_.evaluations;
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  for (const int n : numbers)
    for (std::size_t p = 0; p < spec_.processes.size(); ++p)
      for (std::size_t l = 0; l < spec_.lanes.size(); ++l) {
        if (spec_.lanes[l].muted || (p > 0 && spec_.lanes[l].process)) continue;
        const GridSpec& grid = spec_.lanes[l].sampler.grid;
        const bool by_hand = grid.spacing == Spacing::by_hand;  // its steps are its values, once
        if (!by_hand) add_items(p, l, n);
        if (by_hand && n == numbers.front())
          items_.push_back({p, l, static_cast<int>(grid.values.size())});
      }
}

/// The item of so many steps or evaluations, unless it is there or there is none.
void Sweep::add_items(std::size_t process, std::size_t lane, int number) {
  Item item{process, lane, number};
  if (!spec_.evaluations.empty()) {
    try {
      const std::optional<int> steps = steps_of(process, lane, number);
      if (!steps) {
        gaps_.push_back({process, lane, number, "one step asks the model more often"});
        return;
      }
      item.steps = *steps;
    } catch (const BadRequest& problem) {
      gaps_.push_back({process, lane, number, problem.what()});
      return;
    }
  }
  if (std::ranges::count(items_, item) == 0) items_.push_back(item);
}

/// The most steps that come to no more evaluations than that; none: one step has more. Throws
/// BadRequest where a run of so many cannot be.
std::optional<int> Sweep::steps_of(std::size_t process, std::size_t lane, int evaluations) {
  const auto asked = [&](int steps) { return lane_of({process, lane, steps}).plan->evaluations(); };
  const auto fits = [&](int steps) {
    try {
      return asked(steps) <= evaluations;
    } catch (const BadRequest&) {  // more steps than there are levels
      return false;
    }
  };
  if (asked(1) > evaluations) return std::nullopt;
  int fitting = 1, more = 2;
  while (more <= evaluations && fits(more)) {
    fitting = more;
    more *= 2;
  }
  while (more - fitting > 1) {
    const int middle = (fitting + more) / 2;
    (fits(middle) ? fitting : more) = middle;
  }
  // Where the next number of steps is refused, it is not for having too many evaluations.
  if (asked(fitting) < evaluations && fitting < evaluations) asked(fitting + 1);
  return fitting;
}

void Sweep::take_from(Sweep&& before) {
  const SweepSpec& old = before.spec_;
  if (!same_conditions(old, spec_)) return;
  meters_ = std::move(before.meters_);
  for (const Item& item : items_) {
    const auto same = [&](const SweepPoint& point) {
      return point.steps == item.steps &&
             old.processes[point.process] == spec_.processes[item.process] &&
             what_runs(old.lanes[point.lane]) == what_runs(spec_.lanes[item.lane]);
    };
    const auto known = std::find_if(before.points_.begin(), before.points_.end(), same);
    if (known == before.points_.end()) continue;
    points_.push_back(*known);
    points_.back().process = item.process;
    points_.back().lane = item.lane;
  }
  skip_found();
}

void Sweep::skip_found() {
  const auto found = [this](const SweepPoint& point) {
    const Item& item = items_[next_];
    return point.process == item.process && point.lane == item.lane && point.steps == item.steps;
  };
  while (!done() && std::any_of(points_.begin(), points_.end(), found)) ++next_;
}

double Sweep::progress() const {
  double all = 0, done = 0;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    all += items_[i].steps;
    if (i < next_) done += items_[i].steps;
  }
  return done / all;
}

void Sweep::step(Engine& engine, const std::stop_token& stop) {
  assert(!done());
  const Item item = items_[next_];
  try {
    points_.push_back(run(item, lane_of(item), engine, stop));
  } catch (const BadRequest& problem) {
    gaps_.push_back({item.process, item.lane, item.steps, problem.what()});
  }
  ++next_;
  skip_found();
}

Lane Sweep::lane_of(const Item& item) {
  Scene scene;
  scene.data = spec_.data;
  scene.process = spec_.processes[item.process];
  scene.model = spec_.model;
  scene.guidance = spec_.guidance;
  scene.particles = spec_.particles;
  scene.lanes = {spec_.lanes[item.lane]};
  scene.lanes[0].sampler.grid.steps = item.steps;
  derived_ = derive(std::make_shared<const Scene>(std::move(scene)), &derived_);
  return derive_lane(derived_, 0);
}

SweepPoint Sweep::run(const Item& item, Lane lane, Engine& engine, const std::stop_token& stop) {
  DistanceMeter& meter = meters_.of(*lane.target, lane.guidance);
  std::vector<Distances> found;
  for (int i = 0; i < spec_.seeds; ++i) {
    if (stop.stop_requested()) throw Cancelled();
    lane.seed = spec_.first_seed + static_cast<std::uint64_t>(i);
    found.push_back(measure(lane, meter, engine, stop));
  }
  return {item.process,
          item.lane,
          item.steps,
          lane.plan->evaluations(),
          bands(found),
          meter.floor(*lane.plan, stop),
          meter.target_draws(*lane.plan, stop)};
}

}  // namespace alphabar
