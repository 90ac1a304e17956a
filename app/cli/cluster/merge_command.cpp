#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "app/cli/arguments/output.h"
#include "app/cli/cluster/cluster_commands.h"
#include "app/cli/cluster/sweep_shard.h"
#include "core/files/atomic_file.h"

namespace alphabar {

void add_merge_command(CLI::App& program) {
  struct Options {
    std::string folder, out;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "merge", "Join the shards of a sweep into one table; says which are missing or double");
  command->add_option("FOLDER", options->folder, "the -o of `alphabar sweep --shard`")->required();
  add_output(*command, options->out, "where the table goes", Product::table);
  command->callback([options] {
    check_output(options->out, {Product::table});
    const std::string text = merged_shards(options->folder);
    AtomicFile file(options->out);
    file.write(text);
    file.commit();
    fmt::print("{}: {} rows\n", options->out, std::ranges::count(text, '\n') - 1);
  });
}

}  // namespace alphabar
