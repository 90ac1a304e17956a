#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <limits>
#include <memory>

#include "app/cli/arguments/output.h"
#include "app/cli/arguments/scene_argument.h"
#include "app/cli/arguments/stop_on_signal.h"
#include "app/cli/commands.h"
#include "core/base/check.h"
#include "core/files/arrays/csv.h"
#include "core/model/mixture.h"
#include "core/objectives/bound.h"
#include "core/objectives/score_matching.h"
#include "core/system/parallel.h"

namespace alphabar {
namespace {

struct Options {
  SceneRequest scene;
  std::string out, variance = "small";
  double eta = 1;
  int points = 0, threads = 0;
  Carries carries = Carries::scene;
};

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// One line of the table; NaN where there is no such number. What is of score matching is in
/// x / a = x_0 + sigma z, a function of sigma alone.
struct Line {
  double t = 0, snr = nan, sigma = nan;
  double of_x0 = nan, of_x = nan, small = nan, large = nan;
  double weight = nan, bound = nan, gamma = nan, printed_gamma = nan;
  double simple = nan, error = nan;
  double matching = nan, information = nan, divergence = nan, implicit = nan;
};

/// t_min..t_max at even distances; every timestep where `points` is 0 and there are timesteps.
std::vector<double> times(const Process& process, int points) {
  if (points == 0) points = process.discrete() ? process.T() : 101;
  if (process.discrete()) points = std::min(points, process.T());
  std::vector<double> list;
  for (int i = 0; i < points; ++i) {
    const double u = points > 1 ? static_cast<double>(i) / (points - 1) : 1;
    const double t = process.t_min() + u * (process.t_max() - process.t_min());
    list.push_back(process.discrete() ? std::round(t) : t);
  }
  return list;
}

Line line_at(const Process& process, const Mixture& model, double t, const Options& options,
             const ExpectationOptions& accuracy) {
  const Level level = process.at(t);
  Line line{t, log_snr(level), level.sigma()};
  if (!process.discrete()) {
    const Estimate simple = eps_error(model, level, accuracy);
    line.simple = simple.value;
    line.error = simple.error;
  } else {
    const int step = static_cast<int>(t);
    const Posterior q = posterior(process, step);
    line.of_x0 = q.of_x0;
    line.of_x = q.of_x;
    line.small = q.small;
    line.large = q.large;
    const BoundTerm term =
        bound_term(process, model, step,
                   options.variance == "small" ? Variance::small : Variance::large, accuracy);
    line.simple = term.simple;
    line.error = term.weight > 0 ? term.error / term.weight : 0;
    line.weight = term.weight;
    line.bound = term.value();
    line.gamma = ddim_gamma(process, step, options.eta);
    line.printed_gamma = printed_ddim_gamma(process, step, options.eta);
  }
  const double sigma2 = line.sigma * line.sigma;
  line.matching = 0.5 * line.simple / sigma2;
  line.information = (2 - line.simple) / sigma2;
  const NoisedModel noised = noised_model(model, line.sigma, accuracy);
  line.divergence = noised.divergence.value;
  line.implicit = noised.implicit.value;
  return line;
}

void write_objectives(const Options& options) {
  check_range("objectives", "--points", options.points, 0, 100000);
  check_range("objectives", "--eta", options.eta, 0, 1);
  const Scene scene = scene_argument(options.scene);
  check_output(options.out, {Product::table});
  const Process process(scene.process);
  const Mixture model(scene.data);
  if (!process.has_noise())
    throw BadRequest(options.scene.argument, "process", "clean", "a process with noise");
  const StopOnSignal signals;
  ExpectationOptions accuracy;
  accuracy.stop = signals.token();
  const std::vector<double> list = times(process, options.points);
  std::vector<Line> lines(list.size());
  parallel_for(list.size(), options.threads, [&](std::size_t i) {
    lines[i] = line_at(process, model, list[i], options, accuracy);
  });
  if (process.discrete()) {  // L_T, which no model has a part in
    Line& last = lines.emplace_back();
    last.t = process.T() + 1;
    last.bound = bound_term(process, model, process.T() + 1, Variance::small, accuracy).value();
  }

  std::vector<CsvColumn> columns;
  const auto column = [&](const char* name, double Line::*value) {
    CsvColumn c{name, {}};
    for (const Line& line : lines) c.values.push_back(line.*value);
    columns.push_back(std::move(c));
  };
  column("t", &Line::t);
  column("log_snr", &Line::snr);
  column("sigma", &Line::sigma);
  column("posterior_mean_coef1", &Line::of_x0);
  column("posterior_mean_coef2", &Line::of_x);
  column("variance_small", &Line::small);
  column("variance_large", &Line::large);
  column("simple_loss", &Line::simple);
  column("simple_loss_error", &Line::error);
  column("bound_weight", &Line::weight);
  column("bound_term", &Line::bound);
  column("gamma", &Line::gamma);
  column("gamma_as_printed", &Line::printed_gamma);
  column("denoising_score_matching", &Line::matching);
  column("fisher_information", &Line::information);
  column("fisher_divergence", &Line::divergence);
  column("implicit_score_matching", &Line::implicit);
  write_csv(options.out, columns, recipe_for(options.out, scene, options.carries));
  const Estimate least = entropy(model, {0, 1, 0}, accuracy);
  fmt::print("entropy of the data: {:.6f} nats\n", least.value);
  if (process.discrete() && static_cast<int>(list.size()) == process.T()) {
    double bound = 0;
    for (const Line& line : lines) bound += line.bound;
    fmt::print("variational bound:   {:.6f} nats, of which L_0 {:.6f}, L_T {:.6g}\n", bound,
               lines.front().bound, lines.back().bound);
  }
}

}  // namespace

void add_objectives_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "objectives", "Write what training would measure with the exact model, level by level");
  add_scene_argument(*command, options->scene, SceneNeed::required);
  add_output(*command, options->out, "where the table goes", Product::table);
  add_no_scene(*command, options->carries);
  command->add_option("--points", options->points,
                      "how many times; 0: every timestep, 101 of a continuous process");
  command->add_option("--variance", options->variance, "of the reverse step: small or large")
      ->check(CLI::IsMember({"small", "large"}));
  command->add_option("--eta", options->eta, "of the sigma_t that gamma is made for, 0 to 1");
  command->add_option("--threads", options->threads, "0: all cores");
  command->callback([options] { write_objectives(*options); });
}

}  // namespace alphabar
