#pragma once

namespace CLI {
class App;
}

namespace alphabar {

/// Subcommands, as those of commands.h.
void add_train_classifier_command(CLI::App& program);
void add_recognise_command(CLI::App& program);

}  // namespace alphabar
