#include <cmath>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/scene_argument.h"
#include "core/base/error.h"
#include "core/files/csv.h"
#include "core/files/plan_csv.h"
#include "core/objectives/bound.h"
#include "core/plan/samplers.h"
#include "core/plan/step.h"

namespace alphabar {
namespace {

struct Options {
  std::string scene, out;
  int lane = 1;
};

/// The times that a schedule is listed at: every timestep, or `points` times of a continuous one.
std::vector<double> listed_times(const Process& process) {
  constexpr int points = 1001;
  std::vector<double> times;
  if (process.discrete()) {
    for (int t = 1; t <= process.T(); ++t) times.push_back(t);
  } else {
    for (int i = 0; i < points; ++i)
      times.push_back(process.t_min() + i * (process.t_max() - process.t_min()) / (points - 1));
  }
  return times;
}

void write_schedule(const Options& options) {
  const SceneArgument given = read_argument(options.scene);
  check_output(options.out, {".csv"});
  const Process process = given.with_name([&] { return Process(given.scene.process); });
  std::vector<double> t, beta, alpha, alpha_bar, a, s, sigma, snr, variance, mean_x0, mean_x;
  const double nan = std::nan("");
  for (const double time : listed_times(process)) {
    const Level level = process.at(time);
    t.push_back(time);
    a.push_back(level.a);
    s.push_back(level.s);
    sigma.push_back(level.sigma());
    snr.push_back(log_snr(level));
    const int step = static_cast<int>(time);
    beta.push_back(process.discrete() ? process.beta(step) : nan);
    alpha.push_back(1 - beta.back());
    alpha_bar.push_back(process.discrete() ? process.alpha_bar(step) : level.alpha_bar());
    const Posterior q =
        process.discrete() ? posterior(process, step) : Posterior{nan, nan, nan, nan};
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
  const Scene& scene = given.scene;
  check_output(options.out, {".csv"});
  if (options.lane < 1 || options.lane > static_cast<int>(scene.lanes.size()))
    throw BadRequest(given.name, "--lane", std::to_string(options.lane),
                     "1 to " + std::to_string(scene.lanes.size()));
  const auto lane = static_cast<std::size_t>(options.lane) - 1;
  const Plan plan = given.with_lane(lane, [&] {
    return build_plan(Process(scene.process), scene.lanes[lane].sampler, scene.guidance);
  });
  write_csv(options.out, plan_columns(plan));
}

}  // namespace

void add_schedule_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "schedule", "Write the noise schedule of a scene, timestep by timestep");
  command->add_option("FILE", options->scene, scene_help)->required();
  command->add_option("-o,--output", options->out, "where the table goes (.csv)")->required();
  command->callback([options] { write_schedule(*options); });
}

void add_plan_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("plan", "Write the table that a lane's sampler is");
  command->add_option("FILE", options->scene, scene_help)->required();
  command->add_option("-o,--output", options->out, "where the table goes (.csv)")->required();
  command->add_option("--lane", options->lane, "which lane, from 1");
  command->callback([options] { write_plan(*options); });
}

}  // namespace alphabar
