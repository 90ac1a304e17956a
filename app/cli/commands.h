#pragma once

namespace CLI {
class App;
}

namespace alphabar {

/// The subcommands of the program, a file each. A function adds its subcommand to the parser; the
/// work is done in the subcommand's callback, which throws BadRequest, Failed or Cancelled.
void add_run_command(CLI::App& program);
void add_schedule_command(CLI::App& program);
void add_plan_command(CLI::App& program);
void add_likelihood_command(CLI::App& program);
void add_distances_command(CLI::App& program);
void add_sweep_command(CLI::App& program);
void add_search_command(CLI::App& program);
void add_objectives_command(CLI::App& program);
void add_list_command(CLI::App& program);
void add_unet_command(CLI::App& program);
void add_unet_server_command(CLI::App& program);
void add_images_command(CLI::App& program);
void add_train_unet_command(CLI::App& program);
void add_word_command(CLI::App& program);
void add_bench_command(CLI::App& program);
void add_shot_command(CLI::App& program);
/// The program without a subcommand: the window, on a scene or on a file with a recipe.
void add_window(CLI::App& program);

}  // namespace alphabar
