#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli/arguments/output.h"
#include "app/cli/arguments/scene_argument.h"
#include "app/cli/arguments/stop_on_signal.h"
#include "app/cli/commands.h"
#include "core/base/error.h"
#include "core/base/named.h"
#include "core/engine/cpu/cpu_engine.h"
#include "core/files/atomic_file.h"
#include "core/search/list_search.h"

namespace alphabar {
namespace {

struct Options {
  SceneRequest scene;
  std::string out, metric = metric_info(ListSearch{}.metric).name;
  int lane = 1, steps = ListSearch{}.steps, evaluations = ListSearch{}.evaluations,
      particles = ListSearch{}.particles, seeds = 8;
};

ListSearch search_of(const Options& options, const SceneArgument& given) {
  const std::size_t lane = given.lane_of_option(options.lane);
  ListSearch search{
      .lane = given.with_lane(lane, [&] { return derive_lane(derive(given.scene), lane); }),
      .steps = options.steps,
      .metric = named<Metric>("search", "--metric", options.metric),
      .evaluations = options.evaluations,
      .particles = options.particles};
  given.with_lane(lane, [&] { check(search); });
  return search;
}

void print_compared(const std::vector<ComparedList>& compared, const std::string& metric,
                    int seeds) {
  fmt::print("{} over {} other seeds: median (8 in 10)\n", metric, seeds);
  for (const ComparedList& one : compared)
    fmt::print("  {:<18} {:.4g} ({:.4g} to {:.4g})\n", one.list.name, one.band.median, one.band.low,
               one.band.high);
}

/// A list as `alphabar` reads it: {"sigmas": [...]}.
std::string list_text(const LevelList& list, const Process& process) {
  const auto [name, values] = named_levels(list, process);
  nlohmann::ordered_json json;
  json[name] = values;
  return json.dump() + "\n";
}

void write_list(const Options& options) {
  const SceneArgument given = read_argument(options.scene);
  check_output(options.out, {Product::scene});
  const ListSearch search = search_of(options, given);
  AtomicFile out(options.out);
  const StopOnSignal stop;
  CpuEngine engine(CpuOptions{.threads = 1});
  double told = std::numeric_limits<double>::infinity();
  const LevelList found = find_list(
      search, engine,
      [&](const SearchProgress& so_far) {
        if (so_far.best.error > 0.99 * told) return;  // hardly better
        told = so_far.best.error;
        fmt::print("{:5} lists  {} {:.4g}  {}\n", so_far.tried, options.metric, so_far.best.error,
                   so_far.best.name);
        std::fflush(stdout);
      },
      stop.token());
  if (!stop.token().stop_requested())
    print_compared(compare_lists(search, found, engine, options.seeds, stop.token()),
                   options.metric, options.seeds);
  out.write(list_text(found, *search.lane.process));
  out.commit();
}

}  // namespace

void add_search_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "search", "Find the list of levels on which a lane ends nearest to its target");
  add_scene_argument(*command, options->scene, SceneNeed::optional);
  add_output(*command, options->out, "where the list goes", Product::scene);
  command->add_option("--lane", options->lane, "whose sampler, from 1");
  command->add_option("--steps", options->steps, "levels of the list, 2 to 64");
  command->add_option("--metric", options->metric, "a name from `list metrics`");
  command->add_option("--tries", options->evaluations, "lists that are tried at most");
  command->add_option("--particles", options->particles, "of each try");
  command->add_option("--seeds", options->seeds, "of the comparison at the end")
      ->check(CLI::Range(1, 1000));
  command->callback([options] { write_list(*options); });
}

}  // namespace alphabar
