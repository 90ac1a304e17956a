#include "app/session/background/learn_work.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "core/base/error.h"

namespace alphabar {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds between{120};  // snapshots

double since(Clock::time_point then) {
  return std::chrono::duration<double>(Clock::now() - then).count();
}

/// Where a net's folder has no state of its training, its weights alone are one.
void give_state(NetFolder& found) {
  if (found.state) return;
  TrainingState& state = found.state.emplace();
  state.weights = state.average = found.net.weights;
  state.m.assign(state.weights.size(), 0);
  state.v.assign(state.weights.size(), 0);
  state.step = found.net.step;
}

/// The furthest of the nets that lanes of the scene ask by name and that are of its training; null:
/// there is none.
std::shared_ptr<const NetFolder> trained_net(const Scene& scene, const NetForm& form) {
  std::set<std::string> names{scene.model.net};
  for (const LaneSpec& lane : scene.lanes)
    if (lane.model) names.insert(lane.model->net);
  std::shared_ptr<const NetFolder> furthest;
  for (const std::string& name : names) {
    if (name.empty()) continue;
    try {
      NetFolder found = read_net_folder(find_net(name), NetContent::all);
      const bool other = found.scene && found.scene->data != scene.data;
      if (other || !same_training(form, found.net.form)) continue;
      if (furthest && furthest->net.step >= found.net.step) continue;
      give_state(found);
      furthest = std::make_shared<const NetFolder>(std::move(found));
    } catch (const BadRequest&) {
      // The lane that asks for it says in its own pane what is wrong with it.
    }
  }
  return furthest;
}

constexpr std::size_t most_ends = 500;

/// Where the first particles of a run end.
std::vector<Vec2> last_points(const Trajectory<float>& run) {
  std::vector<Vec2> ends;
  if (run.x_rows.empty()) return ends;
  const float* x = run.x.data() + 2 * run.particles * (run.x_rows.size() - 1);
  for (std::size_t i = 0; i < std::min(run.particles, most_ends); ++i)
    ends.push_back({static_cast<double>(x[2 * i]), static_cast<double>(x[2 * i + 1])});
  return ends;
}

}  // namespace

LearnWork::LearnWork()
    : maker_([this](const Key& key, const Publish& publish,
                    std::stop_token stop) { make(key, publish, stop); },
             true),
      maps_(
          [](const MapKey& key, const auto& publish, const std::stop_token&) {
            publish(std::make_shared<const NetMapPicture>(
                net_map(*key.of->model, key.of->problem->exact(), key.spec)));
          },
          true),
      errors_(
          [](const auto& of, const auto& publish, const std::stop_token&) {
            publish(std::make_shared<const ScoreErrors>(
                score_errors(*of->model, of->problem->data().source(), of->problem->exact())));
          },
          true),
      nearness_(
          [](const NearKey& key, const auto& publish, const std::stop_token&) {
            const std::vector<Vec2> ends = last_points(*key.run);
            publish(std::make_shared<const Nearness>(
                Nearness{key, memorisation(ends, key.problem->points(),
                                           key.problem->held_out_points(most_ends))}));
          },
          true),
      log_z_(
          [](const auto& of, const auto& publish, const std::stop_token& stop) {
            constexpr double tolerance = 1e-4;  // finer than is shown, and soon made
            const Square over =
                square_around(of->problem->data().source(), of->problem->training().sigma);
            publish(
                std::make_shared<const LogZ>(alphabar::log_z(*of->model, over, tolerance, stop)));
          },
          true) {}

void LearnWork::follow(const Scene& scene) {
  if (inputs_ && inputs_->training == scene.training && inputs_->process == scene.process &&
      inputs_->data == scene.data)
    return;
  inputs_ = {scene.training, scene.data, scene.process};
  running_ = false;
  refusal_.clear();
  try {
    key_ = {std::make_shared<const TrainingProblem>(scene), nullptr, key_.begun + 1, false, 0};
    key_.from = trained_net(scene, key_.problem->net().form());
  } catch (const BadRequest& problem) {
    refusal_ = problem.what();
    key_ = {nullptr, nullptr, key_.begun + 1, false, 0};
    maker_.cancel();
    return;
  }
  ask();
}

void LearnWork::ask() {
  key_.running = running_;
  if (key_.problem) maker_.ask(key_);
}

void LearnWork::start() {
  running_ = key_.problem != nullptr;
  ask();
}

void LearnWork::pause() {
  running_ = false;
  key_.until = 0;
  ask();
}

void LearnWork::step(int steps) {
  running_ = false;
  const auto made = snapshot();
  key_.until = std::max(key_.until, made ? made->state.step : 0) + steps;
  ask();
}

void LearnWork::reset() {
  running_ = false;
  key_.until = 0;
  key_.from = nullptr;
  ++key_.begun;
  ask();
}

void LearnWork::go_on(const std::filesystem::path& folder) {
  NetFolder found = read_net_folder(folder, NetContent::all);
  if (!found.state)
    throw BadRequest(folder.string(), NetFolder::state_name, "missing",
                     "the state that a training goes on from");
  if (!key_.problem || !same_training(key_.problem->net().form(), found.net.form))
    throw BadRequest(folder.string(), "training", "another one", "the training of this scene",
                     "open the scene.json in that folder, then go on");
  running_ = false;
  key_.until = 0;
  key_.from = std::make_shared<const NetFolder>(std::move(found));
  ++key_.begun;
  ask();
}

void LearnWork::save(const std::filesystem::path& folder, const Scene& scene) const {
  const auto made = snapshot();
  if (!made) throw BadRequest("learn", "net", "none", "a net that was trained");
  write_net_folder(folder, {*made->net, made->state, scene, made->losses});
}

std::shared_ptr<const LearnSnapshot> LearnWork::snapshot() const {
  auto made = maker_.value();
  return made && made->problem == key_.problem ? made : nullptr;
}

std::shared_ptr<const NetMapPicture> LearnWork::map(const NetMapSpec& spec) {
  auto of = snapshot();
  if (!of || !of->model) return nullptr;
  maps_.ask({std::move(of), spec});
  return maps_.value();
}

std::shared_ptr<const ScoreErrors> LearnWork::errors() {
  auto of = snapshot();
  if (!of || !of->model) return nullptr;
  errors_.ask(std::move(of));
  return errors_.value();
}

std::optional<double> LearnWork::memorised(std::shared_ptr<const Trajectory<float>> run) {
  if (!run || !key_.problem || key_.problem->points().empty()) return std::nullopt;
  const NearKey key{key_.problem, std::move(run)};
  nearness_.ask(key);
  const auto made = nearness_.value();
  if (!made || made->of != key) return std::nullopt;
  return made->ratio;
}

std::shared_ptr<const LogZ> LearnWork::log_z() {
  auto of = snapshot();
  if (!of || of->problem->training().objective != Objective::energy) return nullptr;
  // While it trains there is a newer net before one is done: let it be done.
  if (log_z_.idle()) log_z_.ask(std::move(of));
  return log_z_.value();
}

bool LearnWork::wait(std::chrono::milliseconds timeout) {
  return wait_for_all(timeout, maker_, maps_, errors_, nearness_, log_z_);
}

void LearnWork::begin(const Key& key) {
  training_ = {};
  training_.of = key;
  training_.trainer = key.from ? std::make_unique<Trainer>(key.problem, *key.from->state)
                               : std::make_unique<Trainer>(key.problem);
  if (key.from) training_.losses = key.from->losses;
  if (!training_.losses.step.empty()) return;
  const double first = training_.trainer->held_out_loss();
  training_.losses.add(training_.trainer->state().step, first, [&] { return first; });
}

std::shared_ptr<const LearnSnapshot> LearnWork::now() const {
  auto snapshot = std::make_shared<LearnSnapshot>();
  const Trainer& trainer = *training_.trainer;
  snapshot->problem = training_.of.problem;
  snapshot->losses = training_.losses;
  snapshot->least = training_.least;
  snapshot->asked = trainer.asked();
  snapshot->net = std::make_shared<const LearnedNet>(trainer.net());
  if (snapshot->net->form.training.objective != Objective::classifier)
    snapshot->model = std::make_shared<const LearnedDenoiser>(*snapshot->net);
  snapshot->state = trainer.state();
  if (!trainer.negatives().empty()) {
    const LossBatch batch = snapshot->problem->batch(trainer.state().step);
    for (std::size_t i = 0; i < batch.size(); ++i) snapshot->positives.push_back(batch.x(i));
    snapshot->negatives = trainer.negatives();
  }
  if (training_.seconds_per_step > 0) snapshot->steps_per_second = 1 / training_.seconds_per_step;
  snapshot->problem_text = training_.problem;
  return snapshot;
}

void LearnWork::take_steps(const Key& key, const Publish& publish, const std::stop_token& stop) {
  Trainer& trainer = *training_.trainer;
  const auto goes_on = [&] {
    return training_.problem.empty() && !trainer.done() && !stop.stop_requested() &&
           (key.running || trainer.state().step < key.until);
  };
  auto shown = Clock::now();
  while (goes_on()) {
    const auto before = Clock::now();
    try {
      const double loss = trainer.step();
      training_.losses.add(trainer.state().step, loss, [&] { return trainer.held_out_loss(); });
    } catch (const Failed& failure) {
      training_.problem = failure.what();
    }
    const double took = since(before);
    double& speed = training_.seconds_per_step;
    speed = speed == 0 ? took : speed + 0.02 * (took - speed);
    if (Clock::now() - shown < between) continue;
    publish(now());
    shown = Clock::now();
  }
}

void LearnWork::make(const Key& key, const Publish& publish, const std::stop_token& stop) {
  if (!training_.trainer || training_.of.problem != key.problem ||
      training_.of.begun != key.begun) {
    begin(key);
    publish(now());
  }
  if (!training_.least_known) {
    training_.least = key.problem->least_loss(33, stop);
    training_.least_known = true;
  }
  take_steps(key, publish, stop);
  publish(now());
  if (key.running && !stop.stop_requested()) running_ = false;
}

}  // namespace alphabar
