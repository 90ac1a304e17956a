#pragma once

namespace CLI {
class App;
}

namespace alphabar {

/// Subcommands as those of app/cli/commands.h.
void add_train_command(CLI::App& program);
void add_score_command(CLI::App& program);

}  // namespace alphabar
