#include "app/session/session.h"

#include <algorithm>
#include <condition_variable>
#include <new>
#include <utility>

#include "app/session/changes.h"
#include "core/base/error.h"
#include "core/engine/forward_samples.h"
#include "core/model/guide.h"
#include "core/plan/notes/advice.h"
#include "core/plan/notes/lane_names.h"
#include "core/plan/samplers/samplers.h"
#include "core/runs/cursor.h"
#include "core/trajectory/departure.h"

namespace alphabar {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

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

/// What one step of a particle costs, in components: the mixture, and all the rest of the step.
double work_of(const Mixture& model) {
  return static_cast<double>(model.data().components.size()) + 4;
}

/// Leaves the processors to the frames that show a new run; throws Cancelled where a newer one is
/// asked for meanwhile.
void let_it_be_seen(std::stop_token stop) {
  constexpr auto a_few_frames = std::chrono::milliseconds(100);
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, a_few_frames, [] { return false; });
  if (stop.stop_requested()) throw Cancelled();
}

/// Where a run left the numbers, for one sentence. A particle that has left stays away, so that the
/// last state tells whether one has.
std::string departure_of(const LaneRun& lane, const GuidanceSpec& guidance) {
  const Trajectory<float>& run = *lane.trajectory;
  const auto left = [&](std::span<const float> states) {
    return departure(states, run.particles, 2);
  };
  if (run.rows() == 0 || !left(run.state(run.rows() - 1))) return "";
  const Departure first = *left(run.x);
  return std::to_string(first.items) + " of " + std::to_string(run.particles) +
         " particles left the numbers there are, from " +
         step_name(lane.plan, run.x_rows[first.row]) + " on; " +
         advice(lane.lane.sampler, guidance, lane.plan);
}

double steps_of(const Runs& runs) {
  double steps = 0;
  for (const LaneRun& lane : runs.lanes) steps += static_cast<double>(lane.plan.rows.size());
  return steps;
}

}  // namespace

Session::Session(Scene scene, Backends backends, SessionLimits limits)
    : scene_(std::move(scene)),
      backends_(std::move(backends)),
      limits_(limits),
      runs_(std::make_shared<Runs>()) {
  check(scene_);
  view_ = scene_.view;
  owe_pictures();
  start_lanes();
}

Session::~Session() {
  end_.request_stop();
  pictures_worker_.cancel();
  measures_worker_.cancel();
  lanes_worker_.submit([this](std::stop_token) {
    backend_.engine.reset();
    if (backend_.retire) backend_.retire();
  });
  lanes_worker_.finish();
}

bool Session::apply(const Scene& next, std::uint64_t gesture) {
  if (next == scene_) return true;
  if (only_position_differs(scene_, next)) {
    scene_.playback.position = std::clamp(next.playback.position, 0.0, 1.0);
    return true;
  }
  try {
    check(next);
  } catch (const BadRequest& error) {
    refusal_ = error.what();
    return false;
  }
  history_.edited({scene_, document_}, gesture);
  take(next);
  return true;
}

bool Session::open(const Scene& next) {
  if (!apply(next)) return false;
  document_ = ++documents_;
  return true;
}

bool Session::undo() { return go_to(history_.undo({scene_, document_})); }

bool Session::redo() { return go_to(history_.redo({scene_, document_})); }

bool Session::go_to(const std::optional<Version>& version) {
  if (!version) return false;
  document_ = version->document;
  take(version->scene);
  return true;
}

void Session::take(const Scene& next) {
  const Changes changed = changes(scene_, next);
  scene_ = next;
  refusal_.clear();
  {
    const std::lock_guard lock(mutex_);
    view_ = next.view;
  }
  if (changed.pictures) owe_pictures();
  if (changed.lanes) {
    start_lanes();
    return;
  }
  if (changed.sweep) start_measuring(runs(), scene_);
  if (changed.pictures) start_owed_pictures();
}

ViewSpec Session::view_now() const {
  const std::lock_guard lock(mutex_);
  return view_;
}

std::shared_ptr<const Runs> Session::runs() const {
  const std::lock_guard lock(mutex_);
  return runs_;
}

bool Session::wait(std::chrono::milliseconds timeout) {
  const auto end = Clock::now() + timeout;
  const auto left = [&] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
  };
  const auto rest = [&] { return std::max(left(), std::chrono::milliseconds(0)); };
  return lanes_worker_.wait(timeout) && pictures_worker_.wait(rest()) &&
         measures_worker_.wait(rest());
}

template <class Edit>
void Session::publish(Edit edit) {
  const std::lock_guard lock(mutex_);
  auto next = std::make_shared<Runs>(*runs_);
  edit(*next);
  next->error.clear();
  for (const std::string* error : {&lanes_error_, &pictures_error_, &measures_error_})
    if (next->error.empty()) next->error = *error;
  next->outdated = !lanes_error_.empty();
  runs_ = std::move(next);
}

template <class Work>
void Session::report(std::string& error, Work work) {
  try {
    work();
  } catch (const Cancelled&) {
  } catch (const std::bad_alloc&) {
    publish([&](Runs&) { error = "out of memory: take fewer particles, steps or pictures"; });
  } catch (const std::exception& problem) {
    publish([&](Runs&) { error = problem.what(); });
  }
}

void Session::forget(std::string& error) {
  {
    const std::lock_guard lock(mutex_);
    if (error.empty()) return;  // a snapshot is not made anew for nothing
  }
  publish([&](Runs&) { error.clear(); });
}

void Session::start_lanes() {
  focused_ = -1;
  measures_worker_.cancel();
  lanes_worker_.submit([this, scene = scene_](std::stop_token stop) {
    report(lanes_error_, [&] { run_lanes(scene, stop); });
    if (!stop.stop_requested()) start_owed_pictures();  // even where no lane could run
  });
}

void Session::owe_pictures() {
  if (!backends_.make_pictures) return;
  pictures_worker_.cancel();
  forget(pictures_error_);
  const std::lock_guard lock(mutex_);
  owed_pictures_.reset();
  if (scene_.view.shows("pictures")) owed_pictures_ = scene_;
}

void Session::start_owed_pictures() {
  std::optional<Scene> owed;
  {
    const std::lock_guard lock(mutex_);
    owed_pictures_.swap(owed);
  }
  if (!owed) return;
  pictures_worker_.submit([this, scene = std::move(*owed)](std::stop_token stop) {
    report(pictures_error_, [&] {
      if (backends_.gives_way) let_it_be_seen(stop);
      run_pictures(scene, stop);
    });
  });
}

void Session::run_lanes(const Scene& scene, std::stop_token stop) {
  if (!backend_.engine) backend_ = backends_.make_engine();
  Runs next;
  next.process = std::make_shared<Process>(scene.process);
  next.model = std::make_shared<Mixture>(scene.data);
  next.guide = guide_of(scene.guidance);
  next.measured = backends_.make_measuring_engine != nullptr;
  const std::vector<std::string> titles = lane_titles(scene.lanes);
  for (std::size_t i = 0; i < scene.lanes.size(); ++i) {
    const LaneSpec& lane = scene.lanes[i];
    if (lane.muted) continue;
    LaneRun run;
    run.index = i;
    run.lane = lane;
    run.title = titles[i];
    try {
      run.plan = build_plan(*next.process, lane.sampler, scene.guidance);
      run.remarks = remarks(*next.process, lane.sampler);
    } catch (const BadRequest& problem) {
      next.failed.push_back({i, titles[i], problem.what()});
      continue;
    }
    run.seed = scene.seed;
    run.noise_lane = scene.paired ? 0 : static_cast<std::uint32_t>(i);
    next.lanes.push_back(std::move(run));
  }
  if (next.lanes.empty()) throw Failed(next.failed.front().problem);

  // What did not change keeps its run.
  const auto before = runs();
  for (LaneRun& lane : next.lanes) {
    const auto same = std::find_if(before->lanes.begin(), before->lanes.end(),
                                   [&](const LaneRun& run) { return run.index == lane.index; });
    if (same == before->lanes.end() || !same_run(ran_, scene, lane.index)) continue;
    lane.trajectory = same->trajectory;
    lane.seconds = same->seconds;
    lane.departure = same->departure;
    lane.distances = same->distances;
  }
  const bool same_data =
      ran_.data == scene.data && ran_.seed == scene.seed && ran_.particles == scene.particles;
  if (scene.view.forward != ForwardView::off && same_data) next.forward = before->forward;

  const auto particles = static_cast<std::size_t>(scene.particles);
  const double speed = speed_ > 0 ? speed_.load() : limits_.first_guess;
  const double affordable = limits_.prompt_seconds * speed * speed_work_ /
                            std::max(steps_of(next) * work_of(*next.model), 1.0);
  const auto part = static_cast<std::size_t>(std::max(affordable, double(limits_.least_preview)));
  if (particles <= part) {
    run_all_lanes(scene, next, particles, {});
    return;
  }
  Runs preview = next;
  run_all_lanes(scene, preview, part, {});
  if (!stop.stop_requested()) start_owed_pictures();
  run_all_lanes(scene, next, particles, stop);
}

Trajectory<float> Session::run_lane(const Runs& next, std::size_t lane, std::size_t particles,
                                    const Record& record, double done, std::stop_token stop) {
  RunRequest request;
  request.plan = &next.lanes[lane].plan;
  request.model = next.model.get();
  request.particles = particles;
  request.seed = next.lanes[lane].seed;
  request.lane = next.lanes[lane].noise_lane;
  if (next.guide.label >= 0) request.labels = {next.guide.label};
  request.loss = next.guide.loss;
  request.record = record;
  request.gives_way = backends_.gives_way && stop.stop_possible();  // short runs are waited for
  request.stop = stop;
  const double share = 1.0 / static_cast<double>(next.lanes.size());
  request.progress = [this, done, share](double part) { progress_ = done + share * part; };
  return backend_.engine->run(request);
}

void Session::run_all_lanes(const Scene& scene, Runs& next, std::size_t particles,
                            std::stop_token stop) {
  progress_ = 0;
  const bool whole = particles == static_cast<std::size_t>(scene.particles);
  const double share = 1.0 / static_cast<double>(next.lanes.size());
  double steps = 0, seconds = 0;
  for (std::size_t i = 0; i < next.lanes.size(); ++i) {
    LaneRun& lane = next.lanes[i];
    if (lane.trajectory && lane.trajectory->particles == static_cast<std::size_t>(scene.particles))
      continue;  // reused
    const std::size_t count = std::min(particles, static_cast<std::size_t>(scene.particles));
    const auto start = Clock::now();
    lane.trajectory = std::make_shared<const Trajectory<float>>(
        run_lane(next, i, count, record_for(lane.plan, count, limits_.lane_bytes),
                 share * static_cast<double>(i), stop));
    lane.seconds = seconds_since(start);
    lane.departure = departure_of(lane, scene.guidance);
    lane.distances.reset();
    steps += static_cast<double>(lane.plan.rows.size() * count);
    seconds += lane.seconds;
  }
  if (scene.view.forward != ForwardView::off && !next.forward)
    next.forward = std::make_shared<const Trajectory<float>>(forward_samples(
        *next.model, std::min(particles, static_cast<std::size_t>(scene.particles)), scene.seed));
  if (stop.stop_requested()) throw Cancelled();
  if (seconds > 0) {
    speed_ = steps / seconds;
    speed_work_ = work_of(*next.model);
  }
  ran_ = whole ? scene : Scene{};  // a preview is never reused
  next.engine = backend_.engine->name();
  next.engine_reason = backend_.reason;
  progress_ = 1;
  publish([&](Runs& runs) {
    next.pictures = std::move(runs.pictures);
    next.sweep = std::move(runs.sweep);
    runs = next;
    lanes_error_.clear();
  });
  if (whole) start_measuring(runs(), scene);
}

void Session::focus(double position) {
  if (position == focused_ || !lanes_worker_.idle()) return;
  const auto shown = runs();
  bool exact = true;
  for (std::size_t i = 0; i < shown->lanes.size(); ++i)
    exact = exact && shows_exactly(*shown, i, position);
  if (exact) return;
  focused_ = position;
  lanes_worker_.submit([this, position, scene = scene_](std::stop_token stop) {
    report(lanes_error_, [&] { run_again_around(position, scene, stop); });
  });
}

void Session::run_again_around(double position, const Scene& scene, std::stop_token stop) {
  const auto shown = runs();
  if (ran_ != scene && changes(ran_, scene).lanes) return;  // what is shown is not this scene's run
  const auto particles = static_cast<std::size_t>(scene.particles);
  for (std::size_t i = 0; i < shown->lanes.size(); ++i) {
    if (shows_exactly(*shown, i, position)) continue;
    Record record = record_for(shown->lanes[i].plan, particles, limits_.lane_bytes);
    record.also = rows_around(cursor(*shown, i, position), particles, limits_.lane_bytes / 4);
    auto again =
        std::make_shared<const Trajectory<float>>(run_lane(*shown, i, particles, record, 0, stop));
    publish([&](Runs& runs) { runs.lanes[i].trajectory = std::move(again); });
  }
  progress_ = 1;
  if (measures_worker_.idle()) start_measuring(runs(), scene);  // what was asked for meanwhile
}

void Session::start_measuring(std::shared_ptr<const Runs> shown, const Scene& scene) {
  if (!backends_.make_measuring_engine) return;
  measures_worker_.submit([this, shown = std::move(shown), scene](std::stop_token stop) {
    report(measures_error_, [&] {
      if (backends_.gives_way) let_it_be_seen(stop);
      measure(*shown, scene, stop);
    });
  });
}

void Session::measure(const Runs& shown, Scene scene, std::stop_token stop) {
  scene.view = view_now();  // what is swept may be chosen while the lanes run
  forget(measures_error_);
  Sweep next(sweep_of(scene));
  if (sweep_) next.take_from(std::move(*sweep_));
  sweep_ = std::move(next);
  Yardstick& yardstick = sweep_->yardstick();
  for (std::size_t i = 0; i < shown.lanes.size(); ++i) {
    const LaneRun& lane = shown.lanes[i];
    if (!lane.trajectory || lane.distances) continue;
    const LaneDistances found{yardstick.measure(lane.plan, *lane.trajectory, stop),
                              yardstick.floor(lane.plan, stop), yardstick.particles()};
    publish([&](Runs& runs) {
      if (runs.process != shown.process) return;  // others run by now
      runs.lanes[i].distances = found;
    });
  }
  if (!view_now().shows("error")) return;
  const auto show = [&] {
    publish([&](Runs& runs) {
      runs.sweep = std::make_shared<SweepRun>(
          SweepRun{sweep_->spec(), sweep_->points(), sweep_->progress()});
    });
  };
  if (!measuring_engine_) measuring_engine_ = backends_.make_measuring_engine();
  for (show(); view_now().shows("error") && !sweep_->done(); show())
    sweep_->step(*measuring_engine_, stop);
}

void Session::run_pictures(const Scene& scene, std::stop_token stop) {
  const Process process(scene.process);
  const auto show = [this, stop](std::shared_ptr<const PictureRun> run) {
    if (stop.stop_requested()) return;
    publish([&](Runs& runs) {
      runs.pictures = std::move(run);
      pictures_error_.clear();
    });
  };
  backends_.make_pictures({scene, process, backends_.gives_way, stop, end_.get_token(), show});
}

}  // namespace alphabar
