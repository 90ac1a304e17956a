#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/arguments/output.h"
#include "app/cli/arguments/scene_argument.h"
#include "app/cli/arguments/stop_on_signal.h"
#include "app/cli/commands.h"
#include "core/base/input_name.h"
#include "core/derive/derived.h"
#include "core/files/arrays/npz.h"
#include "core/io/flow_arrays.h"

namespace alphabar {
namespace {

struct Options {
  SceneRequest scene;
  std::string points, out;
  double tolerance = FlowOptions{}.tolerance;
  int threads = 0;
  Carries carries = Carries::scene;
};

void write_likelihood(const Options& options) {
  const SceneArgument given = read_argument(options.scene);
  check_output(options.out, {Product::arrays});
  const Lane lane =
      given.with_lane(0, [&] { return derive_lane(derive(without_guidance(given.scene)), 0); });
  const NpzFile file(options.points);
  const std::int64_t count = file.require_shape("x", {-1, 2})[0];
  check_likelihood_room(options.points, count);
  const std::vector<double> x = file.read({"x"}).take("x").finite_doubles();
  const StopOnSignal signals;
  const FlowOptions how{.tolerance = options.tolerance,
                        .threads = options.threads,
                        .stop = signals.token(),
                        .progress = {}};
  const NamedArrays arrays =
      with_input_name(options.points + ": x", [&] { return likelihood_arrays(lane, x, how); });
  NpzWriter out(options.out);
  for (const auto& [name, array] : arrays) out.add(name, array);
  out.add_recipe(recipe_for(options.out, given.scene, options.carries));
  out.finish();
  fmt::print("{} points from sigma = {:.6g} to {:.6g}\n", count, lane.plan->rows.back().to.sigma(),
             lane.plan->start.sigma());
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
  add_no_scene(*command, options->carries);
  command->add_option("--tolerance", options->tolerance, "of the adaptive solver, a step");
  command->add_option("--threads", options->threads, "0: all cores");
  command->callback([options] { write_likelihood(*options); });
}

}  // namespace alphabar
