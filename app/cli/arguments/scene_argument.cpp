#include "app/cli/arguments/scene_argument.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>
#include <system_error>
#include <utility>
#include <vector>

#include "app/cli/arguments/list_argument.h"
#include "app/cli/arguments/numbers.h"
#include "app/gallery/shipped_scenes.h"
#include "core/base/path_text.h"
#include "core/derive/derived.h"
#include "core/files/animation/recipe.h"
#include "core/files/file_kind.h"
#include "core/files/input_file.h"
#include "core/files/json/json_strict.h"
#include "core/io/diffusers/case_json.h"
#include "core/io/points/picture_points.h"
#include "core/io/scene/scene_link.h"
#include "core/io/scene/scene_paths.h"
#include "core/io/scene_file.h"
#include "core/io/schedule_text.h"

namespace alphabar {
namespace {

std::string scene_kinds() {
  return "a scene file, a file of ours with a scene in it (a film, a figure, a table, arrays ...), "
         "a picture whose dark is the data, a "
         "table of points (" +
         joined(endings_of(OpensAs::points), ", ") +
         "), a list of betas or levels, a scheduler_config.json, a scene of the gallery, what "
         "`alphabar "
         "link` printed, or - for standard input";
}

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

SceneArgument from_text(const std::string& text, const SceneRequest& request,
                        const std::string& name, std::stop_token stop) {
  if (is_scene_link(text)) return from_text(json_of_link(text, name), request, name, stop);
  if (is_scheduler_config(text)) return scene_of_config(text, name);
  if (!request.as.empty() || !request.process.empty() || looks_like_schedule(text))
    return scene_of_list(text, request, name);
  const nlohmann::json document = parse_json(text, name, {}, std::move(stop));
  return {scene_from_document(document, name), name, is_flow_case(document)};
}

SceneArgument placed_beside(const std::filesystem::path& file, SceneArgument given) {
  place_paths(given.scene, file);
  return given;
}

/// The default scene with these points.
SceneArgument with_points(const SceneRequest& request, PointsTable table) {
  tell(request.argument, table.understood);
  SceneArgument given{default_scene(), request.argument};
  given.scene.title = shown(std::filesystem::path(request.argument).filename());
  given.scene.data = std::move(table.data);
  given.understood = std::move(table.understood);
  return given;
}

SceneArgument from_table(const SceneRequest& request) {
  return with_points(request, read_points(request.argument, request.points));
}

/// A picture with a scene in it, or its dark.
SceneArgument from_picture(const SceneRequest& request, std::stop_token stop) {
  const std::string& argument = request.argument;
  std::optional<PointsTable> dark = dark_of_picture(argument);
  if (!dark)
    return placed_beside(argument,
                         from_text(read_recipe(argument), request, argument, std::move(stop)));
  return with_points(request, *std::move(dark));
}

bool is_there(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  return status.type() != std::filesystem::file_type::not_found;
}

/// An option with one of these words, each of which stands for a value.
template <class Value>
CLI::Option* add_choice(CLI::App& command, const char* name, Value& value,
                        std::vector<std::pair<std::string, Value>> words, const char* help) {
  std::vector<std::string> names;
  for (const auto& [word, meaning] : words) names.push_back(word);
  return command
      .add_option_function<std::string>(
          name,
          [&value, words](const std::string& word) {
            value = std::ranges::find(words, word, [](const auto& entry) {
                      return entry.first;
                    })->second;
          },
          help)
      ->check(CLI::IsMember(names));
}

}  // namespace

void add_scene_argument(CLI::App& command, SceneRequest& request, SceneNeed need) {
  const bool required = need == SceneNeed::required;
  command
      .add_option("FILE", request.argument,
                  scene_kinds() + (required ? "" : "; none: the default scene"))
      ->required(required);
  PointsOptions& points = request.points;
  std::vector<std::pair<std::string, std::optional<Separator>>> signs;
  for (const SeparatorInfo& info : separators()) signs.emplace_back(info.name, info.kind);
  const std::vector<std::pair<std::string, std::optional<Decimal>>> decimals{
      {"point", Decimal::point}, {"comma", Decimal::comma}};
  std::vector<CLI::Option*> options{
      command
          .add_option("--columns", points.columns,
                      "x, y and perhaps the class, with commas between: numbers from 1, or names "
                      "in the header")
          ->delimiter(',')
          ->allow_extra_args(false),
      add_choice(command, "--separator", points.separator, signs,
                 "between its values: tab, semicolon, comma or blanks"),
      add_choice(command, "--decimal", points.decimal, decimals, "of its numbers: point or comma"),
      add_choice<HeaderLine>(command, "--header", points.header,
                             {{"yes", HeaderLine::present}, {"no", HeaderLine::absent}},
                             "whether its first row is names: yes or no"),
      command.add_option("--thin", points.thin, "keep so many points at random, 1 to 100000")
          ->check(CLI::Range(std::size_t{1}, DataSpec::most_points))};
  options.push_back(command.add_option("--thin-seed", points.seed, "of that choice, 1 by default")
                        ->check(seed_check())
                        ->needs(options.back()));
  for (CLI::Option* option : options) option->group("Table of points");
  const char* list = "List of numbers";
  command.add_option("--as", request.as, "what it is: " + joined(list_form_names()))->group(list);
  command
      .add_option("--process", request.process,
                  "the process that its levels are for: linear, or flow for flow times")
      ->group(list);
}

SceneArgument read_argument(const SceneRequest& request, std::stop_token stop) {
  const std::string& argument = request.argument;
  if (is_scene_link(argument))
    return from_text(json_of_link(argument, "the link"), request, "the link", std::move(stop));
  if (opens_as(argument) == OpensAs::points && request.as.empty()) {
    if (request.points == PointsOptions() && is_there(argument))
      if (const auto recipe = read_text_recipe(argument))
        return placed_beside(argument, from_text(*recipe, request, argument, std::move(stop)));
    return from_table(request);
  }
  if (request.points != PointsOptions())
    throw BadRequest(argument, "options of a table of points", "",
                     "a file that ends in " + joined(endings_of(OpensAs::points), " or "));
  if (argument.empty()) return {default_scene(), "the default scene"};
  if (argument == "-")
    return from_text(read_standard_input("standard input"), request, "standard input",
                     std::move(stop));
  if (opens_as(argument) == OpensAs::recipe) return from_picture(request, std::move(stop));
  if (ending_of(argument).empty() && !is_there(argument))
    return {shipped_scene(argument), argument};
  refuse_other_kinds(argument, scene_kinds());
  return placed_beside(argument, from_text(read_text(argument, JsonLimits{}.bytes), request,
                                           argument, std::move(stop)));
}

void check_lanes(const SceneArgument& given) {
  const Derived derived = given.with_name([&] { return derive(given.scene); });
  if (derived.lanes.empty())  // the first of them says why
    given.with_lane(derived.failed.front().index,
                    [&] { return derive_lane(derived, derived.failed.front().index); });
  for (const FailedLane& lane : derived.failed)
    tell(given.name, "lane " + std::to_string(lane.index + 1) + ": " + lane.problem);
}

void tell_remarks(const SceneArgument& given) {
  for (const Lane& lane : derive(given.scene).lanes)
    for (const Remark& remark : lane.remarks)
      tell(given.name, "lane " + std::to_string(lane.index + 1) + ": " + remark.words);
}

Scene scene_argument(const SceneRequest& request, std::stop_token stop) {
  return read_argument(request, std::move(stop)).scene;
}

}  // namespace alphabar
