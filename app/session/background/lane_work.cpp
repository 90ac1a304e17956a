#include "app/session/background/lane_work.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/engine/forward_samples.h"
#include "core/learn/model/learned_denoiser.h"
#include "core/model/points/merged.h"
#include "core/plan/notes/advice.h"
#include "core/runs/cursor.h"
#include "core/trajectory/non_finite.h"

namespace alphabar {
namespace {

using Clock = std::chrono::steady_clock;

/// Every state where they fit, else every n-th.
Record record_for(const Plan& plan, std::size_t particles, std::size_t bytes) {
  const std::size_t row = particles * 2 * sizeof(float);
  const std::size_t rows = static_cast<std::size_t>(std::count_if(
      plan.rows.begin(), plan.rows.end(), [](const Row& r) { return r.report != Report::none; }));
  const std::size_t kept = std::max<std::size_t>(bytes / row, 2);
  Record record;
  if (rows + 1 <= kept) return record;
  record.states = Record::States::stride;
  record.stride = static_cast<int>((rows + kept - 2) / (kept - 1));
  return record;
}

/// What one of so many lanes may keep.
std::size_t room_of_lane(const SessionLimits& limits, std::size_t lanes) {
  constexpr std::size_t whole = 4;
  return limits.lane_bytes * whole / std::max(lanes, whole);
}

/// The reported rows around a place that fit into `bytes`, two at least.
std::vector<int> rows_around(const Cursor& at, std::size_t particles, std::size_t bytes) {
  constexpr int reach = 8;  // rows to either side: a few steps of scrubbing
  const std::size_t row = particles * 2 * sizeof(float);
  const int count = static_cast<int>(std::clamp<std::size_t>(bytes / row, 2, 2 * reach));
  const int first = static_cast<int>(at.step.row) - (count / 2 - 1);
  std::vector<int> rows;
  for (int i = first; i < first + count; ++i)
    if (i >= 0 && i < static_cast<int>(at.steps)) rows.push_back(i);
  return rows;
}

/// What asking a model costs, in components of a mixture. Of a set of points, which is merged where
/// noise is wide, the mean over a few rows of the plan; of a net its products.
double work_of_asking(const Lane& lane) {
  constexpr std::size_t asked = 6;
  constexpr double products = 16, in_double = 8;  // what a component comes to, and costs there
  const std::vector<Row>& rows = lane.plan->rows;
  if (const LearnedDenoiser* net = lane.model->net_form())
    return static_cast<double>(net->levels().shape().parameters()) / products;
  const Mixture* mixture = lane.model->kernel_form();
  if (!mixture) return in_double * static_cast<double>(lane.target->data().components.size());
  if (!can_be_merged(*mixture) || rows.empty())
    return static_cast<double>(mixture->data().components.size());
  double sum = 0;
  const std::size_t stride = (rows.size() + asked - 1) / asked;
  std::size_t count = 0;
  for (std::size_t i = 0; i < rows.size(); i += stride, ++count)
    sum += static_cast<double>(merged_at(*mixture, {0, rows[i].a, rows[i].s}).size());
  return sum / static_cast<double>(count);
}

/// The same of one whole step of a particle.
double work_of(const Lane& lane) {
  constexpr double rest = 4;
  return work_of_asking(lane) + rest;
}

/// Where a run left the numbers, for one sentence. A particle that has left stays away, so that the
/// last state tells whether one has.
std::string non_finite_text(const Lane& lane, const Trajectory<float>& run) {
  const auto left = [&](std::span<const float> states) {
    return find_non_finite(states, run.particles, 2);
  };
  if (run.rows() == 0 || !left(run.state(run.rows() - 1))) return "";
  const NonFinite first = *left(run.x);
  return std::to_string(first.items) + " of " + std::to_string(run.particles) +
         " particles left the numbers there are, from " +
         step_name(*lane.plan, run.x_rows[first.row]) + " on; " +
         advice(lane.spec.sampler, lane.guidance, *lane.plan);
}

bool same_points(const Derived& a, const Derived& b) {
  return a.target == b.target && a.scene->seed == b.scene->seed &&
         a.scene->particles == b.scene->particles;
}

}  // namespace

LaneWork::LaneWork(const Backends& backends, SessionLimits limits, Events events)
    : backends_(backends),
      limits_(limits),
      events_(std::move(events)),
      maker_([this](const Key& key, const Publish& publish, std::stop_token stop) {
        make(key, publish, stop);
      }) {}

LaneWork::~LaneWork() {
  maker_.ask({});
  maker_.finish();
}

void LaneWork::run(std::shared_ptr<const Derived> derived) {
  maker_.ask({std::move(derived), std::nullopt});
}

void LaneWork::focus(std::shared_ptr<const Derived> derived, double position) {
  maker_.ask({std::move(derived), position});
}

void LaneWork::make(const Key& key, const Publish& publish, std::stop_token stop) {
  if (!key.derived) {
    backend_.engine.reset();
    if (backend_.retire) backend_.retire();
    return;
  }
  const auto show = [&](const RanLanes& lanes) {
    const auto shown = std::make_shared<const RanLanes>(lanes);
    publish(shown);
    if (!stop.stop_requested()) events_.settled();
    return shown;
  };
  try {
    if (!backend_.engine) backend_ = backends_.make_engine();
    RanLanes lanes = begin(key.derived);
    const auto particles = static_cast<std::size_t>(key.derived->scene->particles);
    if (key.focus) {
      if (!whole_ || whole_->of != key.derived) return;  // what is shown is not this scene's
      run_again(lanes, *key.focus, stop);
    } else if (const std::size_t part = affordable(lanes); particles <= part) {
      run_all(lanes, particles, {});
    } else {
      RanLanes preview = lanes;
      run_all(preview, part, {});
      show(preview);
      run_all(lanes, particles, stop);
    }
    whole_ = lanes;
    events_.whole(show(lanes));
  } catch (const Cancelled&) {
    throw;
  } catch (...) {
    if (!stop.stop_requested()) events_.settled();
    throw;
  }
}

RanLanes LaneWork::begin(std::shared_ptr<const Derived> derived) const {
  RanLanes lanes;
  std::vector<Lane> all = derived->lanes;
  if (derived->reference)
    all.insert(all.end(), derived->reference->lanes.begin(), derived->reference->lanes.end());
  for (const Lane& lane : all) {
    RanLane& ran = lanes.lanes.emplace_back();
    ran.lane = lane;
    if (whole_) {
      const auto same = std::ranges::find_if(
          whole_->lanes, [&](const RanLane& known) { return same_run(known.lane, lane); });
      if (same != whole_->lanes.end()) {
        ran = *same;
        ran.lane = lane;
        continue;
      }
    }
    ran.work = work_of(lane);
  }
  const bool forward = derived->scene->view.forward != ForwardView::off;
  if (forward && whole_ && same_points(*whole_->of, *derived)) lanes.forward = whole_->forward;
  lanes.of = std::move(derived);
  lanes.engine = backend_.engine->name();
  lanes.engine_reason = backend_.reason;
  return lanes;
}

std::size_t LaneWork::affordable(const RanLanes& lanes) const {
  double work = 0;
  for (const RanLane& ran : lanes.lanes)
    work += static_cast<double>(ran.lane.plan->rows.size()) * ran.work;
  const double speed = speed_ > 0 ? speed_.load() : limits_.first_guess;
  const double particles = limits_.prompt_seconds * speed * speed_work_ / std::max(work, 1.0);
  return static_cast<std::size_t>(std::max(particles, double(limits_.least_preview)));
}

Trajectory<float> LaneWork::run_lane(const Lane& lane, std::size_t particles, const Record& record,
                                     std::stop_token stop) {
  RunRequest request = run_request(lane);
  request.particles = particles;
  request.record = record;
  request.low_priority =
      backends_.low_priority && stop.stop_possible();  // short runs are waited for
  request.stop = stop;
  request.progress = [this](double part) { progress_ = done_ + share_ * part; };
  return backend_.engine->run(request);
}

void LaneWork::run_all(RanLanes& lanes, std::size_t particles, std::stop_token stop) {
  progress_ = 0;
  share_ = 1.0 / static_cast<double>(lanes.lanes.size());
  double steps = 0, work = 0, seconds = 0;  // of particles
  for (std::size_t i = 0; i < lanes.lanes.size(); ++i) {
    auto& [lane, number, result, each] = lanes.lanes[i];
    if (result.trajectory) continue;  // reused
    done_ = share_ * static_cast<double>(i);
    number = ++runs_;
    const std::size_t count = std::min(particles, lane.particles);
    const auto start = Clock::now();
    auto run = std::make_shared<const Trajectory<float>>(
        run_lane(lane, count,
                 record_for(*lane.plan, count, room_of_lane(limits_, lanes.lanes.size())), stop));
    result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    result.non_finite = non_finite_text(lane, *run);
    result.plan = lane.plan;
    result.trajectory = std::move(run);
    const auto taken = static_cast<double>(lane.plan->rows.size() * count);
    steps += taken;
    work += taken * each;
    seconds += result.seconds;
  }
  const Derived& of = *lanes.of;
  if (of.scene->view.forward != ForwardView::off && !lanes.forward)
    lanes.forward = std::make_shared<const Trajectory<float>>(
        forward_samples(*of.target, particles, of.scene->seed));
  if (stop.stop_requested()) throw Cancelled();
  if (seconds > 0 && steps > 0) {
    speed_work_ = work / steps;
    speed_ = steps / seconds;
  }
  progress_ = 1;
}

void LaneWork::run_again(RanLanes& lanes, double position, std::stop_token stop) {
  const Derived& of = *lanes.of;
  for (std::size_t i = 0; i < lanes.lanes.size(); ++i) {
    auto& [lane, number, result, each] = lanes.lanes[i];
    const bool of_scene = i < of.lanes.size();
    const Derived& owner = of_scene ? of : *of.reference;
    const std::size_t place = of_scene ? i : i - of.lanes.size();
    if (shows_exactly(owner, place, *result.trajectory, position)) continue;
    const std::size_t room = room_of_lane(limits_, lanes.lanes.size());
    Record record = record_for(*lane.plan, lane.particles, room);
    record.also = rows_around(cursor(owner, place, position), lane.particles, room / 4);
    done_ = 0;
    share_ = 1;
    result.trajectory =
        std::make_shared<const Trajectory<float>>(run_lane(lane, lane.particles, record, stop));
  }
  progress_ = 1;
}

}  // namespace alphabar
