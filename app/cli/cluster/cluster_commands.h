#pragma once

namespace CLI {
class App;
}

namespace alphabar {

/// Subcommand as those of app/cli/commands.h.
void add_merge_command(CLI::App& program);

}  // namespace alphabar
