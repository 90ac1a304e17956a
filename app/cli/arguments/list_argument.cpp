#include "app/cli/arguments/list_argument.h"

#include <fmt/format.h>

#include <filesystem>
#include <optional>

#include "core/base/path_text.h"
#include "core/base/text.h"
#include "core/io/schedule_text.h"

namespace alphabar {
namespace {

ProcessSpec list_process(const SceneRequest& request, const ProcessSpec& usual) {
  ProcessSpec process = usual;
  if (request.process.empty()) {
    if (request.as == form_info(ScheduleList::Form::flow).name) process.kind = ProcessKind::flow;
    return process;
  }
  for (const auto& [kind, name] : names_of<ProcessKind>())
    if (request.process == name && is_of_numbers(kind)) {
      process.kind = kind;
      return process;
    }
  std::vector<std::string> allowed;
  for (const auto& [kind, name] : names_of<ProcessKind>())
    if (is_of_numbers(kind)) allowed.emplace_back(name);
  throw BadRequest("--process", "", request.process, joined(allowed));
}

}  // namespace

void tell(const std::string& name, const std::string& words) {
  fmt::print(stderr, "alphabar: {}: {}\n", one_line(name), words);
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

std::vector<std::string> list_form_names() {
  std::vector<std::string> names;
  for (const ListFormInfo& info : list_forms()) names.emplace_back(info.name);
  return names;
}

SceneArgument scene_of_list(const std::string& text, const SceneRequest& request,
                            const std::string& name) {
  SceneArgument given{default_scene(), name};
  given.scene.title = shown(std::filesystem::path(name).filename());
  given.scene.process = list_process(request, given.scene.process);
  std::optional<ScheduleList::Form> as;
  for (const ListFormInfo& info : list_forms())
    if (request.as == info.name) as = info.form;
  if (!as && !request.as.empty())
    throw BadRequest("--as", "", request.as, joined(list_form_names()));
  const Process process(given.scene.process);
  const ListReading read = only_reading(list_readings(text, name, process, as), name);
  given.level_list = lists_levels(read.list.form);
  tell(name, given.with_name([&] { return describe(read.list, process); }));
  for (std::size_t lane = 0; lane < given.scene.lanes.size(); ++lane)
    given.scene = given.with_name([&] { return with_list(given.scene, read.list, lane); });
  given.with_name([&] { check(given.scene); });
  return given;
}

SceneArgument scene_of_config(const std::string& text, const std::string& name) {
  SceneArgument given{default_scene(), name};
  const SchedulerConfig read = read_scheduler_config(text, name, GridSpec{}.steps);
  given.scene.title = shown(std::filesystem::path(name).filename());
  given.scene.process = read.process;
  given.scene.lanes = {{"", read.sampler}};
  tell(name, "diffusers' " + read.class_name + ", run with " +
                 std::to_string(read.sampler.grid.steps) + " steps");
  for (const std::string& notice : read.notices) tell(name, notice);
  given.with_name([&] { check(given.scene); });
  return given;
}

}  // namespace alphabar
