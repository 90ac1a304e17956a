#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>

#include "app/cli/arguments/scene_argument.h"
#include "app/cli/arguments/stop_on_signal.h"
#include "app/cli/nets/net_commands.h"
#include "core/base/check.h"
#include "core/base/named.h"
#include "core/base/path_text.h"
#include "core/learn/folder/train_run.h"
#include "core/scene/training/objective_table.h"

namespace alphabar {
namespace {

struct Options {
  SceneRequest scene;
  std::string out, objective;
  TrainRunOptions run;
  int steps = 0;
};

std::string duration(double seconds) {
  const auto whole = static_cast<long>(std::ceil(seconds));
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

/// On a terminal one line that is written over; else a line for every checkpoint and every tenth
/// part.
class Printer {
 public:
  void operator()(const TrainProgress& p) {
    const std::int64_t tenth = std::max<std::int64_t>(1, p.steps / 10);
    const bool due = terminal_ ? p.seconds - shown_ > 0.1 : p.step % tenth == 0;
    if (!due && !p.saved) return;
    shown_ = p.seconds;
    const std::string line = fmt::format(
        "step {} of {}  loss {:.5g}  {} left{}", p.step, p.steps, p.loss, duration(p.seconds_left),
        p.saved ? fmt::format("  held out {:.5g}  saved", p.held_out) : "");
    if (terminal_)
      fmt::print("\r\x1b[K{}{}", line, p.saved ? "\n" : "");
    else
      fmt::print("{}\n", line);
    std::fflush(stdout);
  }

 private:
  const bool terminal_ = isatty(STDOUT_FILENO) == 1;
  double shown_ = -1;
};

void train(Options& options) {
  check_range("train", "--seconds", options.run.seconds, 0, 1e7);
  check_range("train", "--checkpoint-every", options.run.checkpoint_seconds, 0, 1e7);
  check_range("train", "--steps", options.steps, 0, 10'000'000);
  SceneArgument given = read_argument(options.scene);
  if (options.steps > 0) given.scene.training.steps = options.steps;
  if (!options.objective.empty())
    given.scene.training.objective = named<Objective>("train", "--objective", options.objective);
  options.run.folder = path_of(options.out);
  const auto problem =
      given.with_name([&] { return std::make_shared<const TrainingProblem>(given.scene); });
  const ObjectiveInfo& info = objective_info(given.scene.training.objective);
  fmt::print("{}: {}\n", info.title, info.formula);
  fmt::print("{} parameters\n", problem->net().shape().parameters());
  const StopOnSignal signals;
  try {
    if (const auto least = problem->least_loss(33, signals.token()))
      fmt::print("the least loss that any net can reach is {:.5g}\n", *least);
    std::fflush(stdout);
    Printer print;
    train_to_folder(
        given.scene, options.run, [&](const TrainProgress& p) { print(p); }, signals.token());
  } catch (const Cancelled&) {
    std::error_code error;
    const bool kept = std::filesystem::exists(options.run.folder, error);
    throw Failed(kept ? "stopped; the same command goes on from " + options.out
                      : "stopped before the first step");
  }
}

}  // namespace

void add_train_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "train", "Train the scene's net on its data; goes on where it was stopped");
  add_scene_argument(*command, options->scene, SceneNeed::required);
  command->add_option("-o,--output", options->out, "folder of the net: config.json, safetensors")
      ->required();
  command->add_option("--objective", options->objective,
                      "in the place of the scene's; see alphabar list objectives");
  command->add_option("--steps", options->steps, "in all; 0: as the scene says");
  command->add_option("--seconds", options->run.seconds, "stop after so many; 0: no limit");
  command->add_option("--checkpoint-every", options->run.checkpoint_seconds,
                      "seconds between checkpoints");
  command->add_flag("--restart", options->run.restart,
                    "begin anew in a folder that holds a training");
  command->callback([options] { train(*options); });
}

}  // namespace alphabar
