#pragma once

namespace CLI {
class App;
}

namespace alphabar {

/// Subcommands as those of app/cli/commands.h.
void add_render_command(CLI::App& program);
void add_link_command(CLI::App& program);
void add_script_command(CLI::App& program);

}  // namespace alphabar
