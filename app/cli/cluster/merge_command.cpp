#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
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

/// Error against NFE, with bands, of what was merged.
void plot(const std::string& text, const Options& options, const std::string& out) {
  SweepRecord record = read_sweep_table(text, options.folder);
  Metric metric = record.metrics.front();
  if (!options.metric.empty()) metric = named<Metric>("merge", "--metric", options.metric);
  if (std::ranges::count(record.metrics, metric) == 0)
    throw BadRequest("merge", "--metric", options.metric, "one that the sweep measured");
  FigureSpec spec;
  spec.view = "error";
  read_figure_size(options.size, spec);
  Scene scene = default_scene();
  const std::optional<std::string> word = recipe_word_in(text);
  if (word)
    scene =
        scene_from_json(json_of_word(*word, options.folder, std::size_t{64} << 20), options.folder);
  spec.with_scene = word.has_value();
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
  const std::string text = merged_shards(options.folder);
  for (const std::string& out : options.outputs) {
    if (is_plot(out)) {
      plot(text, options, out);
      continue;
    }
    AtomicFile file(out);
    file.write(text);
    file.commit();
    const auto comments = recipe_word_in(text) ? 1 : 0;
    fmt::print("{}: {} rows\n", shown(out), std::ranges::count(text, '\n') - 1 - comments);
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
