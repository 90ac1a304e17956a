#include "app/cli/scene_argument.h"

#include <array>
#include <filesystem>
#include <iostream>
#include <system_error>
#include <utility>

#include "app/gallery/shipped_scenes.h"
#include "core/base/path_text.h"
#include "core/files/case_json.h"
#include "core/files/file_kind.h"
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

SceneArgument from_text(const std::string& text, const std::string& name, std::stop_token stop) {
  const nlohmann::json document = parse_json(text, name, {}, std::move(stop));
  return {scene_from_document(document, name), name, is_flow_case(document)};
}

bool is_there(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  return status.type() != std::filesystem::file_type::not_found;
}

}  // namespace

SceneArgument read_argument(const std::string& argument, std::stop_token stop) {
  if (argument.empty()) return {default_scene(), "the default scene"};
  if (argument == "-")
    return from_text(read_standard_input("standard input"), "standard input", std::move(stop));
  const std::string extension = ending_of(argument);
  if (extension == ".csv") {
    Scene scene = default_scene();
    scene.title = shown(std::filesystem::path(argument).filename());
    scene.data = read_points(argument);
    return {scene, argument};
  }
  if (extension == ".png" || extension == ".mp4")
    return from_text(read_recipe(argument), argument, std::move(stop));
  if (extension.empty() && !is_there(argument)) return {shipped_scene(argument), argument};
  refuse_other_kinds(argument, scene_help);
  return from_text(read_text(argument, JsonLimits{}.bytes), argument, std::move(stop));
}

void check_lanes(const SceneArgument& given) {
  const Process process = given.with_name([&] { return Process(given.scene.process); });
  for (std::size_t i = 0; i < given.scene.lanes.size(); ++i) {
    const LaneSpec& lane = given.scene.lanes[i];
    if (!lane.muted)
      given.with_lane(i, [&] { build_plan(process, lane.sampler, given.scene.guidance); });
  }
}

Scene scene_argument(const std::string& argument, std::stop_token stop) {
  return read_argument(argument, std::move(stop)).scene;
}

}  // namespace alphabar
