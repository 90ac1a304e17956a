#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/arguments/list_argument.h"
#include "app/cli/arguments/scene_argument.h"
#include "app/cli/export/export_commands.h"
#include "core/io/scene/scene_link.h"

namespace alphabar {

void add_link_command(CLI::App& program) {
  auto request = std::make_shared<SceneRequest>();
  CLI::App* command = program.add_subcommand(
      "link", "Print a scene as a short text that is pasted into the window or given as FILE");
  add_scene_argument(*command, *request, SceneNeed::required);
  command->callback([request] {
    const SceneArgument given = read_argument(*request);
    const std::string link = scene_link(given.scene);
    fmt::print("{}\n", link);
    constexpr std::size_t handy = 8000;  // letters that mail and chat programs take
    if (link.size() > handy)
      tell(given.name,
           fmt::format("its link has {} letters: a scene file is handier", link.size()));
  });
}

}  // namespace alphabar
