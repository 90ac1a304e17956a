#include "app/cli/scene_argument.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <iostream>
#include <optional>
#include <vector>

#include "app/gallery/shipped_scenes.h"
#include "core/files/case_json.h"
#include "core/files/input_file.h"
#include "core/files/json_strict.h"
#include "core/files/points_csv.h"
#include "core/files/recipe.h"
#include "core/files/scene_json.h"
#include "core/files/scene_names.h"
#include "core/files/schedule_text.h"
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

/// Tells on stderr what was made of a file.
void tell(const std::string& name, const std::string& words) {
  fmt::print(stderr, "alphabar: {}: {}\n", name, words);
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

std::vector<std::string> form_names() {
  std::vector<std::string> names;
  for (const ListFormInfo& info : list_forms()) names.emplace_back(info.name);
  return names;
}

ProcessSpec list_process(const SceneSource& source, const ProcessSpec& usual) {
  ProcessSpec process = usual;
  if (source.process.empty()) {
    if (source.as == form_info(ScheduleList::Form::flow).name) process.kind = ProcessKind::flow;
    return process;
  }
  for (const auto& [kind, name] : process_names())
    if (source.process == name && is_of_numbers(kind)) {
      process.kind = kind;
      return process;
    }
  std::vector<std::string> allowed;
  for (const auto& [kind, name] : process_names())
    if (is_of_numbers(kind)) allowed.emplace_back(name);
  throw BadRequest("--process", "", source.process, joined(allowed));
}

SceneArgument from_list(const std::string& text, const SceneSource& source,
                        const std::string& name) {
  SceneArgument given{default_scene(), name};
  given.scene.title = name;
  given.scene.process = list_process(source, given.scene.process);
  std::optional<ScheduleList::Form> as;
  for (const ListFormInfo& info : list_forms())
    if (source.as == info.name) as = info.form;
  if (!as && !source.as.empty()) throw BadRequest("--as", "", source.as, joined(form_names()));
  const Process process(given.scene.process);
  const ListReading read = only_reading(list_readings(text, name, process, as), name);
  given.level_list = lists_levels(read.list.form);
  tell(name, given.with_name([&] { return describe(read.list, process); }));
  for (std::size_t lane = 0; lane < given.scene.lanes.size(); ++lane)
    given.scene = given.with_name([&] { return with_list(given.scene, read.list, lane); });
  given.with_name([&] { check(given.scene); });
  return given;
}

SceneArgument from_config(const std::string& text, const std::string& name) {
  SceneArgument given{default_scene(), name};
  const SchedulerConfig read = read_scheduler_config(text, name, GridSpec{}.steps);
  given.scene.title = name;
  given.scene.process = read.process;
  given.scene.lanes = {{"", read.sampler}};
  tell(name, "diffusers' " + read.class_name + ", run with " +
                 std::to_string(read.sampler.grid.steps) + " steps");
  for (const std::string& notice : read.notices) tell(name, notice);
  given.with_name([&] { check(given.scene); });
  return given;
}

SceneArgument from_text(const std::string& text, const SceneSource& source,
                        const std::string& name) {
  if (is_scheduler_config(text)) return from_config(text, name);
  if (!source.as.empty() || !source.process.empty() || looks_like_schedule(text))
    return from_list(text, source, name);
  const nlohmann::json document = parse_json(text, name);
  return {scene_from_document(document, name), name, is_flow_case(document)};
}

}  // namespace

void add_scene_options(CLI::App& command, SceneSource& source, const std::string& none) {
  std::string help =
      "a scene file, a picture or film with a scene in it, a table of points (.csv), a list of "
      "betas or levels, a scheduler_config.json, a scene of the gallery, or - for standard input";
  if (!none.empty()) help += "; none: " + none;
  command.add_option("FILE", source.file, help)->required(none.empty());
  command.add_option("--as", source.as, "what a list is: " + joined(form_names()));
  command.add_option("--process", source.process,
                     "the process that a list's levels are for (default: linear; of flow: flow)");
}

SceneArgument read_argument(const SceneSource& source) {
  const std::string& argument = source.file;
  if (argument.empty()) return {default_scene(), "the default scene"};
  if (argument == "-")
    return from_text(read_standard_input("standard input"), source, "standard input");
  const std::string extension = ending_of(argument);
  if (extension == ".csv") {
    Scene scene = default_scene();
    scene.title = argument;
    scene.data = read_points(argument).data;
    return {scene, argument};
  }
  if (extension == ".png" || extension == ".mp4")
    return from_text(read_recipe(argument), source, argument);
  if (extension.empty() && !std::filesystem::exists(argument))
    return {shipped_scene(argument), argument};
  return from_text(read_text(argument, JsonLimits{}.bytes), source, argument);
}

void check_lanes(const SceneArgument& given) {
  const Process process = given.with_name([&] { return Process(given.scene.process); });
  std::vector<BadRequest> problems;
  bool one_runs = false;
  for (std::size_t i = 0; i < given.scene.lanes.size(); ++i) {
    const LaneSpec& lane = given.scene.lanes[i];
    if (lane.muted) continue;
    try {
      build_plan(process, lane.sampler, given.scene.guidance);
      one_runs = true;
    } catch (const BadRequest& problem) {
      problems.push_back(problem.in("lane " + std::to_string(i + 1)));
    }
  }
  if (!one_runs) throw problems.front().in(given.name);
  for (const BadRequest& problem : problems) tell(given.name, problem.what());
}

Scene scene_argument(const SceneSource& source) { return read_argument(source).scene; }

}  // namespace alphabar
