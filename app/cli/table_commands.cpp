#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/arguments/output.h"
#include "app/cli/arguments/scene_argument.h"
#include "app/cli/commands.h"
#include "core/derive/derived.h"
#include "core/files/arrays/csv.h"
#include "core/files/latex/latex_table.h"
#include "core/io/plan_csv.h"
#include "core/io/schedule_table.h"
#include "core/process/levels/grid.h"

namespace alphabar {
namespace {

struct Options {
  SceneRequest scene;
  std::string out;
  int lane = 1;
  Carries carries = Carries::scene;
};

/// Of a list of levels those of the run, from the first to where it ends; else all there are.
std::vector<Level> levels_of(const SceneArgument& given, const Process& process) {
  return given.level_list ? run_levels(process, given.scene.lanes[0].sampler.grid)
                          : listed_levels(process);
}

void write_schedule(const Options& options) {
  const SceneArgument given = read_argument(options.scene);
  check_output(options.out, {Product::table});
  const Process process = given.with_name([&] { return Process(given.scene.process); });
  const std::vector<Level> levels = given.with_name([&] { return levels_of(given, process); });
  write_csv(options.out, schedule_table(process, levels),
            recipe_for(options.out, given.scene, options.carries));
}

void write_plan(const Options& options) {
  const SceneArgument given = read_argument(options.scene);
  check_output(options.out, {Product::table, Product::latex});
  const std::size_t lane = given.lane_of_option(options.lane);
  const Lane of = given.with_lane(lane, [&] { return derive_lane(derive(given.scene), lane); });
  const auto write = holds(options.out, Product::latex) ? write_latex : write_csv;
  write(options.out, plan_columns(*of.plan), recipe_for(options.out, given.scene, options.carries));
}

}  // namespace

void add_schedule_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      program.add_subcommand("schedule",
                             "Write a noise schedule, timestep by timestep: of a scene, a list of "
                             "betas or alphas_cumprod, "
                             "a scheduler_config.json; of a list of levels, level by level");
  add_scene_argument(*command, options->scene, SceneNeed::required);
  add_output(*command, options->out, "where the table goes", Product::table);
  add_no_scene(*command, options->carries);
  command->callback([options] { write_schedule(*options); });
}

void add_plan_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("plan", "Write the table that a lane's sampler is");
  add_scene_argument(*command, options->scene, SceneNeed::required);
  add_output(*command, options->out, "where the table goes; .tex: as LaTeX", Product::table);
  add_no_scene(*command, options->carries);
  command->add_option("--lane", options->lane, "which lane, from 1");
  command->callback([options] { write_plan(*options); });
}

}  // namespace alphabar
