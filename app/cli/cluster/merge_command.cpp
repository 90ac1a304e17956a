#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>

#include "app/cli/arguments/output.h"
#include "app/cli/cluster/cluster_commands.h"
#include "app/cli/cluster/sweep_shard.h"
#include "app/export/figure/figure.h"
#include "core/base/error.h"
#include "core/base/named.h"
#include "core/base/path_text.h"
#include "core/files/atomic_file.h"
#include "core/files/recipe_word.h"
#include "core/io/scene/scene_paths.h"
#include "core/io/scene_file.h"
#include "core/io/sweep_table.h"
#include "core/runs/runs.h"

namespace alphabar {
namespace {

struct Options {
  std::string folder, metric, size = "column";
  std::vector<std::string> outputs;
};

bool is_plot(const std::string& out) {
  return holds(out, Product::figure) || holds(out, Product::picture);
}

/// What the shards are together.
struct Merged {
  std::string table;           ///< without its recipe
  std::optional<Scene> scene;  ///< its paths as they are from anywhere
};

Merged merged_of(const std::string& folder) {
  Merged merged{merged_shards(folder), {}};
  const std::optional<std::string> word = recipe_word_in(merged.table);
  if (!word) return merged;
  const std::string json = json_of_word(*word, folder, std::size_t{64} << 20);
  merged.scene = placed(scene_from_json(json, folder), std::filesystem::path(folder) / "shard.csv");
  const std::size_t comment = merged.table.find_last_of('\n', merged.table.size() - 2);
  merged.table.resize(comment + 1);
  return merged;
}

/// Error against NFE, with bands, of what was merged.
void plot(const Merged& merged, const Options& options, const std::string& out) {
  SweepRecord record = read_sweep_table(merged.table, options.folder);
  Metric metric = record.metrics.front();
  if (!options.metric.empty()) metric = named<Metric>("merge", "--metric", options.metric);
  if (std::ranges::count(record.metrics, metric) == 0)
    throw BadRequest("merge", "--metric", options.metric, "one that the sweep measured");
  FigureSpec spec;
  spec.view = "error";
  read_figure_size(options.size, spec);
  Scene scene = merged.scene.value_or(default_scene());
  spec.with_scene = merged.scene.has_value();
  scene.view.metric = metric;
  Runs runs;
  runs.sweep = std::make_shared<const SweepRun>(
      SweepRun{std::move(record.spec), std::move(record.points), 1});
  draw_figure(scene, runs, spec, out);
  fmt::print("{}: {} against NFE\n", shown(out), metric_info(metric).name);
}

void merge(const Options& options) {
  for (const std::string& out : options.outputs)
    check_output(out, {Product::table, Product::figure, Product::picture});
  const Merged merged = merged_of(options.folder);
  for (const std::string& out : options.outputs) {
    if (is_plot(out)) {
      plot(merged, options, out);
      continue;
    }
    AtomicFile file(out);
    file.write(merged.table);
    if (merged.scene) file.write(recipe_comment('#', json_kept_in(out, *merged.scene)));
    file.commit();
    fmt::print("{}: {} rows\n", shown(out), std::ranges::count(merged.table, '\n') - 1);
  }
}

}  // namespace

void add_merge_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "merge", "Join the shards of a sweep into one table; says which are missing or double");
  command->add_option("FOLDER", options->folder, "the -o of `alphabar sweep --shard`")->required();
  command
      ->add_option("-o,--output", options->outputs,
                   "where the table goes " + in_brackets(Product::table) +
                       ", or a plot of error against NFE " + in_brackets(Product::figure) +
                       "; may be given several times")
      ->allow_extra_args(false)
      ->required();
  command->add_option("--metric", options->metric, "of a plot; the first of the table by default");
  command->add_option("--size", options->size,
                      "of a plot: column (default), two-columns, slide, or WxH in millimetres");
  command->callback([options] { merge(*options); });
}

}  // namespace alphabar
