#include "app/gallery/shipped_scenes.h"

#include <algorithm>

#include "alphabar_scene_files.h"
#include "core/base/error.h"
#include "core/io/scene_file.h"

namespace alphabar {
namespace {

constexpr std::string_view ending = ".json";

Scene parsed(const EmbeddedFile& file) {
  return scene_from_json(file.bytes, "assets/scenes/" + std::string(file.name));
}

}  // namespace

std::vector<std::string> shipped_scene_names() {
  std::vector<std::string> names;
  for (const EmbeddedFile& file : scene_files())
    if (file.name.ends_with(ending))
      names.emplace_back(file.name.substr(0, file.name.size() - ending.size()));
  return names;
}

std::vector<ShippedScene> shipped_scenes() {
  std::vector<ShippedScene> scenes;
  for (const std::string& name : shipped_scene_names()) {
    const EmbeddedFile* picture = find(scene_files(), name + ".png");
    scenes.push_back({name, shipped_scene(name), picture ? picture->bytes : std::string_view()});
  }
  return scenes;
}

Scene shipped_scene(const std::string& name) {
  if (const EmbeddedFile* file = find(scene_files(), name + std::string(ending)))
    return parsed(*file);
  std::string known;
  for (const std::string& one : shipped_scene_names()) known += (known.empty() ? "" : ", ") + one;
  throw BadRequest(name, "", "", "a file, or a scene that ships: " + known);
}

}  // namespace alphabar
