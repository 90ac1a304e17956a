#include "app/cli/scene_argument.h"

#include <array>
#include <filesystem>
#include <iostream>

#include "app/gallery/shipped_scenes.h"
#include "core/files/case_json.h"
#include "core/files/input_file.h"
#include "core/files/json_strict.h"
#include "core/files/points_csv.h"
#include "core/files/recipe.h"
#include "core/files/scene_json.h"
#include "core/plan/samplers.h"

namespace alphabar {
namespace {

std::string read_standard_input(const std::string& name) {
  constexpr std::size_t most = JsonLimits{}.bytes;
  std::string text;
  std::array<char, 1 << 16> piece;
  while (std::cin) {
    std::cin.read(piece.data(), piece.size());
    text.append(piece.data(), static_cast<std::size_t>(std::cin.gcount()));
    if (text.size() > most)
      throw BadRequest(name, "size", "more than " + std::to_string(most) + " bytes",
                       "at most " + std::to_string(most) + " bytes");
  }
  return text;
}

SceneArgument from_text(const std::string& text, const std::string& name) {
  const nlohmann::json document = parse_json(text, name);
  return {scene_from_document(document, name), name, is_flow_case(document)};
}

}  // namespace

SceneArgument read_argument(const std::string& argument) {
  if (argument.empty()) return {default_scene(), "the default scene"};
  if (argument == "-") return from_text(read_standard_input("standard input"), "standard input");
  const std::string extension = ending_of(argument);
  if (extension == ".csv") {
    Scene scene = default_scene();
    scene.title = argument;
    scene.data = read_points(argument);
    return {scene, argument};
  }
  if (extension == ".png" || extension == ".mp4") return from_text(read_recipe(argument), argument);
  if (extension.empty() && !std::filesystem::exists(argument))
    return {shipped_scene(argument), argument};
  return from_text(read_text(argument, JsonLimits{}.bytes), argument);
}

void check_lanes(const SceneArgument& given) {
  given.with_name([&] {
    const Process process(given.scene.process);
    for (const LaneSpec& lane : given.scene.lanes)
      if (!lane.muted) build_plan(process, lane.sampler, given.scene.guidance);
  });
}

Scene scene_argument(const std::string& argument) { return read_argument(argument).scene; }

}  // namespace alphabar
