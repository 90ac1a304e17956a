#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/sizes.h"
#include "app/window/backends.h"
#include "app/window/run_window.h"
#include "app/window/shot.h"
#include "core/files/recipe.h"
#include "core/files/scene_json.h"

namespace alphabar {
namespace {

struct Options {
  std::string scene, out, size = "1280x800";
};

/// A scene file, or a picture or film that has a scene in it; none: the default scene.
Scene scene_of(const std::string& file) {
  if (file.empty()) return default_scene();
  const std::string extension = std::filesystem::path(file).extension();
  if (extension == ".png" || extension == ".mp4")
    return scene_from_json(read_recipe(file), file);
  return read_scene(file);
}

void take_shot(const Options& options) {
  ShotOptions how;
  std::tie(how.width, how.height) = parse_size(options.size);
  const std::string late = shot(scene_of(options.scene), options.out, default_backends(), how);
  if (!late.empty()) fmt::print(stderr, "alphabar: {}\n", late);
}

}  // namespace

void add_shot_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("shot", "Take a picture of the window, without a display");
  command->add_option("FILE", options->scene, "a scene; none: the default one");
  command->add_option("-o,--output", options->out, "where the picture goes (.png)")->required();
  command->add_option("--size", options->size, "WxH in pixels, 1280x800 by default");
  command->callback([options] { take_shot(*options); });
}

void add_window(CLI::App& program) {
  auto file = std::make_shared<std::string>();
  program.add_option("FILE", *file, "a scene, or a picture or film with a scene in it");
  program.callback([file, &program] {
    if (!program.get_subcommands().empty()) return;
    run_window(scene_of(*file), default_backends(), {.file = *file});
  });
}

}  // namespace alphabar
