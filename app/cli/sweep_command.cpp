#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/arguments/output.h"
#include "app/cli/arguments/scene_argument.h"
#include "app/cli/arguments/stop_on_signal.h"
#include "app/cli/cluster/sweep_lists.h"
#include "app/cli/cluster/sweep_shard.h"
#include "app/cli/commands.h"
#include "core/base/error.h"
#include "core/base/named.h"
#include "core/engine/cpu/cpu_engine.h"
#include "core/files/atomic_file.h"
#include "core/files/latex/latex_table.h"
#include "core/files/recipe_word.h"
#include "core/io/sweep_table.h"
#include "core/plan/notes/lane_names.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

struct Options {
  SceneRequest scene;
  std::string out, shard;
  SweepLists lists;
  std::vector<std::string> metrics;
  Carries carries = Carries::scene;
  int seeds = SweepSpec{}.seeds, particles = SweepSpec{}.particles, threads = 0;
};

SweepSpec spec_of(const Options& options, const Scene& scene) {
  SweepSpec spec = sweep_spec(scene, options.lists);
  spec.seeds = options.seeds;
  spec.particles = options.particles;
  return spec;
}

void print_head(const SweepSpec& spec, const std::vector<Metric>& wanted) {
  fmt::print("{} particles, {} seeds: median (floor)\n{:>6} {:>5}", spec.particles, spec.seeds,
             "steps", "NFE");
  for (const Metric m : wanted) fmt::print("  {:>20}", metric_info(m).name);
  fmt::print("\n");
}

void print_point(const SweepSpec& spec, const SweepPoint& point,
                 const std::vector<Metric>& wanted) {
  fmt::print("{:6} {:5}", point.steps, point.nfe);
  for (const Metric m : wanted)
    fmt::print("  {:>20}",
               fmt::format("{:.3g} ({:.2g})", point.bands[m].median, point.floor[m].median));
  if (point.target_draws > 0) fmt::print("  target of {:.0f} draws", point.target_draws);
  fmt::print("  {}, {}\n", lane_titles(spec.lanes)[point.lane],
             process_name(spec, point.lane, point.process));
  std::fflush(stdout);
}

void run_sweep(const Options& options) {
  const StopOnSignal stop;
  const Scene scene = scene_argument(options.scene, stop.token());
  const SweepSpec spec = spec_of(options, scene);
  const std::vector<Metric> wanted =
      or_all(all_named<Metric>("sweep", "--metrics", options.metrics));
  const std::string recipe =
      recipe_for(options.shard.empty() ? std::filesystem::path(options.out)
                                       : std::filesystem::path(options.out) / "shard",
                 scene, options.carries);
  if (!options.shard.empty()) {
    CpuEngine engine(CpuOptions{.threads = options.threads});
    const std::filesystem::path file = run_shard(
        spec, wanted, {read_shard(options.shard), options.out, recipe}, engine, stop.token());
    fmt::print("{}\n", file.string());
    return;
  }
  Sweep sweep(spec);
  check_output(options.out, {Product::table, Product::latex});
  AtomicFile out(options.out);  // a path that cannot be written is told before the work
  CpuEngine engine(CpuOptions{.threads = options.threads});
  print_head(spec, wanted);
  while (!sweep.done()) {
    const std::size_t points = sweep.points().size();
    sweep.step(engine, stop.token());
    if (sweep.points().size() > points)
      print_point(spec, sweep.points().back(), wanted);
    else
      fmt::print(stderr, "alphabar: {}\n", gap_text(spec, sweep.gaps().back()));
  }
  check_found(sweep);
  const std::vector<CsvColumn> table = sweep_table(spec, sweep.points(), wanted);
  const bool latex = holds(options.out, Product::latex);
  out.write((latex ? latex_text(table) : csv_text(table)) +
            recipe_comment(latex ? '%' : '#', recipe));
  out.commit();
}

}  // namespace

void add_sweep_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "sweep", "Measure samplers against the number of evaluations, over seeds");
  add_scene_argument(*command, options->scene, SceneNeed::optional);
  add_output(*command, options->out, "where the table goes; .tex: as LaTeX", Product::table);
  add_no_scene(*command, options->carries);
  add_sweep_lists(*command, options->lists);
  command->add_option("--metrics", options->metrics, "names from `list metrics`; all by default")
      ->delimiter(',');
  command->add_option("--seeds", options->seeds,
                      "runs of each kind, from the scene's seed on: median and quantiles 0.1, 0.9");
  command->add_option("--particles", options->particles, "of each run; more lower the floor");
  command->add_option("--shard", options->shard,
                      "I/N: only every N-th combination, from the I-th on, into a file in a folder "
                      "-o; `merge` joins them");
  command->add_option("--threads", options->threads, "of the engine; 0: all cores");
  command->callback([options] { run_sweep(*options); });
}

}  // namespace alphabar
