#include "core/learn/folder/train_run.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>

#include "core/base/error.h"

namespace alphabar {
namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point then) {
  return std::chrono::duration<double>(Clock::now() - then).count();
}

Trainer trainer_of(const Scene& scene, const TrainRunOptions& options, LossHistory& losses) {
  auto problem = std::make_shared<const TrainingProblem>(scene);
  std::error_code error;
  const bool there =
      std::filesystem::exists(options.folder / NetFolder::config_name, error) && !options.restart;
  if (!there) return Trainer(std::move(problem));
  NetFolder found = read_net_folder(options.folder, NetContent::all);
  const bool same_data = !found.scene || found.scene->data == scene.data;
  if (!same_data || !same_training(problem->net().form(), found.net.form))
    throw BadRequest(options.folder.string(), "training", "another one",
                     same_data ? "the training of the scene" : "the data of the scene",
                     "name another folder, or begin anew with --restart");
  if (!found.state)
    throw BadRequest(options.folder.string(), NetFolder::state_name, "missing",
                     "the state that a training goes on from",
                     "name another folder, or begin anew with --restart");
  losses = std::move(found.losses);
  return Trainer(std::move(problem), *std::move(found.state));
}

class TrainRun {
 public:
  TrainRun(const Scene& scene, const TrainRunOptions& options)
      : scene_(scene), options_(options), trainer_(trainer_of(scene, options, losses_)) {
    now_.steps = trainer_.problem().training().steps;
    now_.step = first_step_ = trainer_.state().step;
  }

  void run(const std::function<void(const TrainProgress&)>& progress, const std::stop_token& stop) {
    if (trainer_.done()) save();
    while (!trainer_.done() && !out_of_time()) {
      if (stop.stop_requested()) {
        save();
        throw Cancelled();
      }
      step();
      now_.saved = trainer_.done() || out_of_time() || since(saved_) > options_.checkpoint_seconds;
      if (now_.saved) save();
      progress(now_);
    }
  }

 private:
  bool out_of_time() const { return options_.seconds > 0 && since(began_) >= options_.seconds; }

  void step() {
    double loss = 0;
    try {
      loss = trainer_.step();
    } catch (const Failed& problem) {
      save();
      throw Failed(std::string(problem.what()) + "; " + options_.folder.string() +
                   " has what was good");
    }
    now_.step = trainer_.state().step;
    losses_.add(now_.step, loss, [&] { return trainer_.held_out_loss(); });
    now_.loss = losses_.smooth;
    now_.seconds = since(began_);
    const double speed = now_.seconds / static_cast<double>(now_.step - first_step_);
    now_.seconds_left = speed * static_cast<double>(now_.steps - now_.step);
    if (options_.seconds > 0)
      now_.seconds_left =
          std::max(0.0, std::min(now_.seconds_left, options_.seconds - now_.seconds));
  }

  void save() {
    now_.held_out = trainer_.held_out_loss();
    write_net_folder(options_.folder, {trainer_.net(), trainer_.state(), scene_, losses_});
    saved_ = Clock::now();
  }

  const Scene& scene_;
  const TrainRunOptions& options_;
  LossHistory losses_;  // before the next, which fills it
  Trainer trainer_;
  TrainProgress now_;
  std::int64_t first_step_ = 0;
  Clock::time_point began_ = Clock::now(), saved_ = began_;
};

}  // namespace

void train_to_folder(const Scene& scene, const TrainRunOptions& options,
                     const std::function<void(const TrainProgress&)>& progress,
                     const std::stop_token& stop) {
  TrainRun(scene, options).run(progress, stop);
}

}  // namespace alphabar
