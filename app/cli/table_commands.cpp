#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>

#include "app/cli/arguments/output.h"
#include "app/cli/arguments/scene_argument.h"
#include "app/cli/commands.h"
#include "core/base/error.h"
#include "core/derive/derived.h"
#include "core/files/arrays/csv.h"
#include "core/io/plan_csv.h"
#include "core/objectives/bound.h"
#include "core/plan/rows.h"
#include "core/process/levels/grid.h"

namespace alphabar {
namespace {

struct Options {
  SceneRequest scene;
  std::string out;
  int lane = 1;
};

/// The levels that a schedule is listed at: every timestep, 1001 times of a continuous process, or
/// those of a list of levels, from the first to where the run ends.
std::vector<Level> listed_levels(const SceneArgument& given, const Process& process) {
  if (given.level_list) return run_levels(process, given.scene.lanes[0].sampler.grid);
  constexpr int points = 1001;
  std::vector<Level> levels;
  if (process.discrete()) {
    for (int t = 1; t <= process.T(); ++t) levels.push_back(process.at(t));
  } else {
    for (int i = 0; i < points; ++i)
      levels.push_back(
          process.at(process.t_min() + i * (process.t_max() - process.t_min()) / (points - 1)));
  }
  return levels;
}

void write_schedule(const Options& options) {
  const SceneArgument given = read_argument(options.scene);
  check_output(options.out, {Product::table});
  const Process process = given.with_name([&] { return Process(given.scene.process); });
  std::vector<double> t, beta, alpha, alpha_bar, a, s, sigma, snr, variance, mean_x0, mean_x;
  const double nan = std::nan("");
  for (const Level& level : given.with_name([&] { return listed_levels(given, process); })) {
    t.push_back(level.t);
    a.push_back(level.a);
    s.push_back(level.s);
    sigma.push_back(level.sigma());
    snr.push_back(log_snr(level));
    const int step = static_cast<int>(level.t);
    const bool timestep = process.discrete() && step >= 1 && process.at(step) == level;
    beta.push_back(timestep ? process.beta(step) : nan);
    alpha.push_back(1 - beta.back());
    alpha_bar.push_back(timestep ? process.alpha_bar(step) : level.alpha_bar());
    const Posterior q = timestep ? posterior(process, step) : Posterior{nan, nan, nan, nan};
    variance.push_back(q.small);
    mean_x0.push_back(q.of_x0);
    mean_x.push_back(q.of_x);
  }
  write_csv(options.out, {{"t", t},
                          {"beta", beta},
                          {"alpha", alpha},
                          {"alpha_bar", alpha_bar},
                          {"a", a},
                          {"s", s},
                          {"sigma", sigma},
                          {"log_snr", snr},
                          {"posterior_variance", variance},
                          {"posterior_mean_coef1", mean_x0},
                          {"posterior_mean_coef2", mean_x}});
}

void write_plan(const Options& options) {
  const SceneArgument given = read_argument(options.scene);
  check_output(options.out, {Product::table});
  const std::size_t lane = given.lane_of_option(options.lane);
  const Lane of = given.with_lane(lane, [&] { return derive_lane(derive(given.scene), lane); });
  write_csv(options.out, plan_columns(*of.plan));
}

}  // namespace

void add_schedule_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      program.add_subcommand("schedule",
                             "Write a noise schedule, timestep by timestep: of a scene, a list of "
                             "betas or alphas_cumprod, "
                             "a scheduler_config.json; of a list of levels, level by level");
  add_scene_argument(*command, options->scene, SceneNeed::required);
  add_output(*command, options->out, "where the table goes", Product::table);
  command->callback([options] { write_schedule(*options); });
}

void add_plan_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("plan", "Write the table that a lane's sampler is");
  add_scene_argument(*command, options->scene, SceneNeed::required);
  add_output(*command, options->out, "where the table goes", Product::table);
  command->add_option("--lane", options->lane, "which lane, from 1");
  command->callback([options] { write_plan(*options); });
}

}  // namespace alphabar
