#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <vector>

#include "app/cli/arguments/output.h"
#include "app/cli/arguments/scene_argument.h"
#include "app/cli/arguments/stop_on_signal.h"
#include "app/cli/commands.h"
#include "core/base/check.h"
#include "core/base/error.h"
#include "core/derive/derived.h"
#include "core/engine/cpu/cpu_engine.h"
#include "core/io/distance_table.h"

namespace alphabar {
namespace {

struct Options {
  SceneRequest scene;
  std::string out;
  int particles = 8192, threads = 0;
  Carries carries = Carries::scene;
};

/// Every pair of lanes, each run once.
std::vector<LanePair> pairs_of(const Derived& derived, const Options& options,
                               const std::stop_token& stop) {
  CpuEngine engine(CpuOptions{.threads = options.threads});
  std::vector<Trajectory<float>> runs;
  for (const Lane& lane : derived.lanes) {
    RunRequest request = run_request(lane);
    request.particles = std::min(lane.particles, static_cast<std::size_t>(options.particles));
    request.stop = stop;
    runs.push_back(engine.run(request));
  }
  std::vector<LanePair> pairs;
  for (std::size_t i = 0; i < runs.size(); ++i)
    for (std::size_t j = i + 1; j < runs.size(); ++j) {
      const Lane &a = derived.lanes[i], &b = derived.lanes[j];
      pairs.push_back(
          {a.title, b.title, lane_distance({a, *a.plan, runs[i]}, {b, *b.plan, runs[j]})});
    }
  return pairs;
}

void write_distances(const Options& options) {
  const StopOnSignal stop;
  const SceneArgument given = read_argument(options.scene);
  check_output(options.out, {Product::table});
  check_range("distances", "particles", options.particles, 1, 1'000'000);
  const Derived derived = given.with_name([&] { return derive(given.scene); });
  for (const FailedLane& failed : derived.failed)
    fmt::print(stderr, "alphabar: left out {}: {}\n", failed.title, failed.problem);
  if (derived.lanes.size() < 2)
    throw BadRequest("distances", "lanes", std::to_string(derived.lanes.size()),
                     "2 or more that run", "a lane alone is apart from nothing");
  const std::vector<LanePair> pairs = pairs_of(derived, options, stop.token());
  for (const LanePair& pair : pairs)
    fmt::print("{:.6g}  {} and {}, at the end\n", pair.distance.end, pair.lane, pair.other);
  write_csv(options.out, distance_table(pairs),
            recipe_for(options.out, given.scene, options.carries));
}

}  // namespace

void add_distances_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "distances",
      "Measure how far the particles of lanes are from each other, one by one: root mean square "
      "over particles, at every step and at the end");
  add_scene_argument(*command, options->scene, SceneNeed::required);
  add_output(*command, options->out, "where the table goes", Product::table);
  add_no_scene(*command, options->carries);
  command->add_option("--particles", options->particles, "of each lane, the first of its run");
  command->add_option("--threads", options->threads, "of the engine; 0: all cores");
  command->callback([options] { write_distances(*options); });
}

}  // namespace alphabar
