#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/arguments/output.h"
#include "app/cli/arguments/scene_argument.h"
#include "app/cli/arguments/stop_on_signal.h"
#include "app/cli/cluster/sweep_shard.h"
#include "app/cli/commands.h"
#include "core/base/error.h"
#include "core/base/named.h"
#include "core/engine/cpu/cpu_engine.h"
#include "core/files/atomic_file.h"
#include "core/files/latex/latex_table.h"
#include "core/io/sweep_table.h"
#include "core/plan/notes/lane_names.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

struct Options {
  SceneRequest scene;
  std::string out, shard;
  std::vector<std::string> samplers, processes, metrics;
  std::vector<int> steps, nfe;
  int seeds = SweepSpec{}.seeds, particles = SweepSpec{}.particles, threads = 0;
};

template <class Value>
std::vector<Value> all_named(const char* option, const std::vector<std::string>& names) {
  std::vector<Value> values;
  for (const std::string& name : names) values.push_back(named<Value>("sweep", option, name));
  return values;
}

SweepSpec spec_of(const Options& options, std::stop_token stop) {
  const Scene scene = scene_argument(options.scene, std::move(stop));
  SweepSpec spec = sweep_of(scene, all_named<SamplerKind>("--samplers", options.samplers),
                            all_named<ProcessKind>("--processes", options.processes));
  if (!options.steps.empty()) {
    spec.steps = options.steps;
    spec.evaluations.clear();
  }
  if (!options.nfe.empty()) spec.evaluations = options.nfe;
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
  const SweepSpec spec = spec_of(options, stop.token());
  const std::vector<Metric> wanted = or_all(all_named<Metric>("--metrics", options.metrics));
  if (!options.shard.empty()) {
    CpuEngine engine(CpuOptions{.threads = options.threads});
    const std::filesystem::path file =
        run_shard(spec, wanted, read_shard(options.shard), options.out, engine, stop.token());
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
  out.write(holds(options.out, Product::latex) ? latex_text(table) : csv_text(table));
  out.commit();
}

}  // namespace

void add_sweep_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "sweep", "Measure samplers against the number of evaluations, over seeds");
  add_scene_argument(*command, options->scene, SceneNeed::optional);
  add_output(*command, options->out, "where the table goes; .tex: as LaTeX", Product::table);
  const auto list = [&](const char* name, auto& values, const char* help) {
    command->add_option(name, values, help)->delimiter(',');
  };
  list("--samplers", options->samplers, "names from `list samplers`; the scene's lanes by default");
  list("--steps", options->steps, "5,8,12,20,32,50,80,125,200 by default, or the scene's NFE");
  list("--nfe", options->nfe,
       "numbers of evaluations, in place of --steps: the most steps in each");
  list("--processes", options->processes,
       "names from `list schedules`; the scene's own by default");
  list("--metrics", options->metrics, "names from `list metrics`; all by default");
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
