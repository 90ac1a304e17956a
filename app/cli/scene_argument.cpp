#include "app/cli/scene_argument.h"

#include <filesystem>
#include <iostream>
#include <iterator>

#include "app/gallery/shipped_scenes.h"
#include "core/files/points_csv.h"
#include "core/files/recipe.h"
#include "core/files/scene_json.h"

namespace alphabar {

Scene scene_argument(const std::string& argument) {
  if (argument.empty()) return default_scene();
  if (argument == "-") {
    const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
    return scene_from_json(text, "standard input");
  }
  const std::filesystem::path extension = std::filesystem::path(argument).extension();
  if (extension == ".csv") {
    Scene scene = default_scene();
    scene.title = argument;
    scene.data = read_points(argument);
    return scene;
  }
  if (extension == ".png" || extension == ".mp4")
    return scene_from_json(read_recipe(argument), argument);
  if (extension.empty() && !std::filesystem::exists(argument)) return shipped_scene(argument);
  return read_scene(argument);
}

}  // namespace alphabar
