#include "app/session/session.h"

#include <algorithm>
#include <utility>

#include "app/session/background/let_it_be_seen.h"
#include "app/session/changes.h"
#include "core/base/error.h"
#include "core/learn/folder/net_folder.h"
#include "core/runs/cursor.h"

namespace alphabar {
namespace {

/// What ran of a lane, as far as it is known: its own run, else that of the lane in its place.
LaneResult result_of(const Lane& lane, const RanLanes* ran, const Measures* measures) {
  if (!ran) return {};
  auto found = std::ranges::find_if(
      ran->lanes, [&](const RanLane& known) { return same_run(known.lane, lane); });
  const bool current = found != ran->lanes.end();
  if (!current)
    found = std::ranges::find_if(
        ran->lanes, [&](const RanLane& known) { return known.lane.index == lane.index; });
  if (found == ran->lanes.end()) return {};
  LaneResult result = found->result;
  result.current = current;
  if (!measures) return result;
  if (const auto known = measures->distances.find(found->run); known != measures->distances.end())
    result.distances = known->second;
  return result;
}

/// Whether what was seen of a net is of a run that is shown.
bool shows(const PictureRuns* pictures, const NetInside* inside) {
  return pictures && inside && std::ranges::any_of(pictures->lanes, [&](const auto& run) {
           return run->x.data() == inside->of.run->x.data();
         });
}

}  // namespace

Session::Session(Scene scene, Backends backends, SessionLimits limits)
    : backends_(std::move(backends)),
      scene_(std::make_shared<const Scene>(std::move(scene))),
      derived_(std::make_shared<const Derived>()),
      measures_(backends_),
      pictures_([this](const ScenePtr& of, const auto& publish, std::stop_token stop) {
        make_pictures(*of, publish, stop);
      }),
      inside_([this](const PictureMoment& moment, const auto& publish, std::stop_token) {
        if (auto seen = backends_.look_inside(moment)) publish(std::move(seen));
      }),
      lanes_(backends_, limits,
             {[this] { start_owed_pictures(); },
              [this](std::shared_ptr<const RanLanes> lanes) { measure(std::move(lanes)); }}) {
  check(*scene_);
  owe_pictures();
  derive_now();
}

Session::~Session() {
  end_.request_stop();
  pictures_.cancel();
  inside_.cancel();
  measures_.cancel();
}

bool Session::apply(Scene next, std::uint64_t gesture) {
  if (next == *scene_) return true;
  if (only_position_differs(*scene_, next)) {
    next.playback.position = std::clamp(next.playback.position, 0.0, 1.0);
    const std::lock_guard lock(mutex_);
    scene_ = std::make_shared<const Scene>(std::move(next));
    return true;
  }
  try {
    check(next);
  } catch (const BadRequest& error) {
    refusal_ = error.what();
    return false;
  }
  if (!only_panels_differ(*scene_, next)) history_.edited({scene_, document_}, gesture);
  take(std::make_shared<const Scene>(std::move(next)));
  return true;
}

bool Session::open(Scene next) {
  if (!apply(std::move(next))) return false;
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

void Session::take(ScenePtr next) {
  const Changes changed = changes(*scene_, *next);
  {
    const std::lock_guard lock(mutex_);
    scene_ = std::move(next);
  }
  refusal_.clear();
  if (changed.pictures) owe_pictures();
  if (changed.lanes) {
    derive_now();
    return;
  }
  if (changed.sweep) measure(lanes_.value());
  if (changed.pictures) start_owed_pictures();
}

/// The one in training is another net every now and then, and its models are not to be taken from
/// what was derived before.
std::shared_ptr<const Denoiser> Session::make_model(const ModelSpec& spec,
                                                    const std::shared_ptr<const Mixture>& target) {
  if (!is_in_training(spec) || !net_) return backends_.make_model(spec, target);
  for (const auto& [data, model] : by_net_)
    if (data == target) return model;
  return by_net_.emplace_back(target, learned_model(*net_, target)).second;
}

void Session::use_net(std::shared_ptr<const LearnedNet> net) {
  const auto asks = [&](const LaneSpec& lane) {
    return !lane.muted && is_in_training(model_of(*scene_, lane));
  };
  const bool wanted = std::ranges::any_of(scene_->lanes, asks);
  if (net == net_ || (wanted && !lanes_.idle())) return;
  net_ = std::move(net);
  by_net_.clear();
  if (wanted) derive_now();
}

/// The lanes of the newest scene, if there are any that can run; they begin to.
void Session::derive_now() {
  focused_ = -1;
  measures_.cancel();
  std::string problem;
  try {
    auto derived = std::make_shared<const Derived>(
        derive(scene_, derived_->scene ? derived_.get() : nullptr,
               [this](const ModelSpec& spec, const std::shared_ptr<const Mixture>& target) {
                 return make_model(spec, target);
               }));
    if (derived->lanes.empty()) throw Failed(derived->failed.front().problem);
    const std::lock_guard lock(mutex_);
    derived_ = std::move(derived);
  } catch (const std::bad_alloc&) {
    problem = "out of memory: take fewer steps";
  } catch (const std::exception& failure) {
    problem = failure.what();
  }
  {
    const std::lock_guard lock(mutex_);
    underivable_ = problem;
  }
  if (problem.empty()) {
    lanes_.run(derived_);
  } else {
    lanes_.cancel();
    start_owed_pictures();  // they need no lane
  }
}

Session::Parts Session::parts() const {
  Parts now{derived_, lanes_.value(), pictures_.value(), measures_.value(), {}, false, language_};
  const std::string lanes_error = underivable_.empty() ? lanes_.error() : underivable_;
  now.outdated = !lanes_error.empty();
  for (const std::string& error :
       {lanes_error, pictures_.error(), inside_.error(), measures_.error()})
    if (now.error.empty()) now.error = error;
  return now;
}

std::shared_ptr<const Runs> Session::runs() const {
  const std::lock_guard lock(mutex_);
  Parts now = parts();
  if (!runs_ || now != shown_) {
    runs_ = put_together(now);
    shown_ = std::move(now);
  }
  return runs_;
}

std::shared_ptr<const Runs> Session::put_together(const Parts& parts) const {
  const auto of = [&](const Derived& derived) {
    auto runs = std::make_shared<Runs>();
    static_cast<Derived&>(*runs) = derived;
    for (Lane& lane : runs->lanes)
      lane.title = in_language(*derived.scene, parts.language, lane.title);
    for (const Lane& lane : runs->lanes)
      runs->results.push_back(result_of(lane, parts.lanes.get(), parts.measures.get()));
    runs->measured = backends_.make_measuring_engine != nullptr;
    return runs;
  };
  auto runs = of(*parts.derived);
  if (runs->reference) {
    auto kept = of(*runs->reference);
    if (parts.measures) kept->sweep = parts.measures->reference_sweep;
    runs->reference_runs = std::move(kept);
  }
  if (parts.lanes) {
    runs->forward = parts.lanes->forward;
    runs->engine = parts.lanes->engine;
    runs->engine_reason = parts.lanes->engine_reason;
  }
  runs->pictures = parts.pictures;
  if (parts.measures) runs->sweep = parts.measures->sweep;
  runs->error = parts.error;
  runs->outdated = parts.outdated;
  return runs;
}

void Session::read_in(const std::string& language) {
  const std::lock_guard lock(mutex_);
  language_ = language;
}

bool Session::wait(std::chrono::milliseconds timeout) {
  return wait_for_all(timeout, lanes_, pictures_, inside_, measures_);
}

void Session::focus(double position) {
  if (position == focused_ || !lanes_.idle()) return;
  const auto shown = runs();
  bool exact = true;
  for (std::size_t i = 0; i < shown->lanes.size(); ++i)
    exact = exact && shows_exactly(*shown, i, position);
  if (exact) return;
  focused_ = position;
  lanes_.focus(derived_, position);
}

void Session::measure(std::shared_ptr<const RanLanes> lanes) {
  ScenePtr scene;
  {
    const std::lock_guard lock(mutex_);
    scene = scene_;  // what is swept may have been chosen while the lanes ran
  }
  measures_.measure(std::move(lanes), *scene);
}

void Session::owe_pictures() {
  if (!backends_.make_pictures) return;
  pictures_.cancel();
  pictures_.forget_error();
  const std::lock_guard lock(mutex_);
  owed_pictures_ = scene_->view.shows("pictures") ? scene_ : nullptr;
}

void Session::stop_pictures() {
  pictures_.cancel();
  const std::lock_guard lock(mutex_);
  owed_pictures_.reset();
}

std::optional<double> Session::reading_net() const {
  const double share = reading_;
  return share < 0 || !pictures_busy() ? std::nullopt : std::optional(share);
}

void Session::use_device(Device device) {
  if (device_.exchange(device) == device) return;
  owe_pictures();
  start_owed_pictures();
}

void Session::look_inside(const PictureMoment& moment) {
  if (backends_.look_inside) inside_.ask(moment);
}

std::shared_ptr<const NetInside> Session::inside() const {
  const std::shared_ptr<const PictureRuns> pictures = pictures_.value();
  std::shared_ptr<const NetInside> seen = inside_.value();
  return shows(pictures.get(), seen.get()) ? seen : nullptr;
}

void Session::start_owed_pictures() {
  ScenePtr owed;
  {
    const std::lock_guard lock(mutex_);
    owed.swap(owed_pictures_);
  }
  if (owed) pictures_.ask(std::move(owed));
}

void Session::make_pictures(const Scene& scene,
                            const Maker<ScenePtr, PictureRuns>::Publish& publish,
                            std::stop_token stop) {
  if (backends_.low_priority) let_it_be_seen(stop);
  const Process process(scene.process);
  const auto show = [&](std::shared_ptr<const PictureRuns> run) {
    if (!stop.stop_requested()) publish(std::move(run));
  };
  const auto read = [&](double share) { reading_ = share; };
  reading_ = -1;
  backends_.make_pictures(
      {scene, process, backends_.low_priority, stop, end_.get_token(), show, device_, read});
}

}  // namespace alphabar
