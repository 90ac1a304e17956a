#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/arguments/output.h"
#include "app/cli/arguments/scene_argument.h"
#include "app/cli/arguments/stop_on_signal.h"
#include "app/cli/commands.h"
#include "core/derive/derived.h"
#include "core/engine/ode/flow.h"
#include "core/files/arrays/npz.h"
#include "core/system/memory.h"

namespace alphabar {
namespace {

struct Options {
  SceneRequest scene;
  std::string points, out;
  double tolerance = FlowOptions{}.tolerance;
  int threads = 0;
};

void write_likelihood(const Options& options) {
  const SceneArgument given = read_argument(options.scene);
  check_output(options.out, {Product::arrays});
  const Lane lane =
      given.with_lane(0, [&] { return derive_lane(derive(without_guidance(given.scene)), 0); });
  const Denoiser& model = *lane.model;
  const Plan& plan = *lane.plan;
  const Level clean = plan.rows.back().to, noisy = plan.start;
  const NpzFile file(options.points);
  const std::int64_t count = file.require_shape("x", {-1, 2})[0];
  constexpr double most_values = 20;  // of a point at once: in the file, the flow and the results
  check_memory(options.points, "x", std::to_string(count) + " points",
               8 * most_values * static_cast<double>(count), "give fewer points at once");
  const std::vector<double> x = file.read({"x"}).take("x").finite_doubles();
  const StopOnSignal signals;
  const FlowOptions how{.tolerance = options.tolerance,
                        .threads = options.threads,
                        .stop = signals.token(),
                        .progress = {}};
  const FlowLikelihood flow = with_input_name(
      options.points + ": x", [&] { return flow_likelihood(model, clean, noisy, x, how); });

  const std::size_t n = x.size() / 2;
  const std::vector<double> prior = normal_log_density(flow.z, 2, plan.init_scale);
  std::vector<double> with_prior, with_end;
  for (std::size_t i = 0; i < n; ++i) {
    with_prior.push_back(prior[i] + flow.delta_log_p[i]);
    with_end.push_back(flow.log_p(i));
  }
  const Eigen::VectorXd analytic = model.log_density_batch(
      Eigen::Map<const PointBatch>(x.data(), 2, static_cast<Eigen::Index>(n)), clean);
  NpzWriter out(options.out);
  out.add("x", x, {count, 2});
  out.add("log_p_ode_exact_end", with_end, {count});
  out.add("log_p_ode_prior", with_prior, {count});
  if (analytic.size() > 0)  // else the model knows none in closed form
    out.add("log_p_analytic", std::span(analytic.data(), n), {count});
  out.add("z", flow.z, {count, 2});
  out.add("delta_log_p", flow.delta_log_p, {count});
  out.add("end_log_p", flow.end_log_p, {count});
  out.add("prior_log_p", prior, {count});
  out.finish();
  fmt::print("{} points from sigma = {:.6g} to {:.6g}\n", n, clean.sigma(), noisy.sigma());
}

}  // namespace

void add_likelihood_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "likelihood",
      "Write log p of points by the divergence of the probability flow, carried from "
      "the level that the first lane ends at to the one that it starts from");
  add_scene_argument(*command, options->scene, SceneNeed::required);
  command->add_option("--at", options->points, "arrays with the points, x [N,2]")->required();
  add_output(*command, options->out, "where the arrays go", Product::arrays);
  command->add_option("--tolerance", options->tolerance, "of the adaptive solver, a step");
  command->add_option("--threads", options->threads, "0: all cores");
  command->callback([options] { write_likelihood(*options); });
}

}  // namespace alphabar
