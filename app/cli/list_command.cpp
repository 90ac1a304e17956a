#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>

#include "app/cli/commands.h"
#include "app/gallery/shipped_scenes.h"
#include "core/io/scene/scene_json.h"
#include "core/metrics/metric.h"
#include "core/plan/comfy_presets.h"
#include "core/plan/samplers/samplers.h"
#include "core/scene/training/objective_table.h"

namespace alphabar {
namespace {

void list_one(const char* name, const char* title, const char* source, const char* formula) {
  fmt::print("{:18} {:40} {}\n{:18} {}\n", name, title, source, "", formula);
}

void list_samplers() {
  for (const SamplerInfo& s : samplers()) list_one(s.name, s.title, s.source, s.formula);
}

void list_presets() {
  for (const Preset& preset : presets())
    fmt::print("{:54} {}\n", preset.name, sampler_info(preset.sampler.kind).name);
  fmt::print("{:54} any two of these:\n", "ComfyUI SAMPLER + SCHEDULER, STEPS");
  fmt::print("    {:10} {}\n", "SAMPLER", all_names(comfy_samplers()));
  fmt::print("    {:10} {}\n", "SCHEDULER", all_names(comfy_schedulers()));
  fmt::print("in a scene file: \"sampler\": {{\"preset\": \"dpmpp_2m + karras, 20\"}}\n");
}

void list_schedules() {
  for (const ProcessInfo& p : processes()) list_one(p.name, p.title, p.source, p.formula);
  for (const auto& [kind, name] : names_of<ProcessKind>()) {
    const char* first = process_info(kind).name;
    if (name != std::string_view(first)) fmt::print("{:18} another name of {}\n", name, first);
  }
}

void list_spacings() {
  for (const SpacingInfo& s : spacings()) list_one(s.name, s.title, s.source, s.formula);
}

/// Each option once, with those of `table` that have it.
template <class Info, class Kind>
void list_options_of(std::span<const Info> table, Kind Info::*kind) {
  struct Option {
    SceneField field;
    std::size_t users = 0;
    std::string names;
  };
  std::vector<Option> options;
  for (const Info& info : table)
    for (const SceneField& field : scene_fields(info.*kind)) {
      auto found =
          std::ranges::find(options, field.name, [](const Option& o) { return o.field.name; });
      if (found == options.end()) found = options.insert(found, {field, 0, ""});
      found->names += (found->users++ > 0 ? ", " : "") + std::string(info.name);
    }
  for (const Option& o : options) {
    fmt::print("{:24} {:10} {}\n", o.field.name, o.field.usual,
               o.users == table.size() ? "all" : o.names);
    if (!o.field.choices.empty()) fmt::print("{:24} {:10} {}\n", "", "", o.field.choices);
  }
}

void list_guidance() {
  for (const Listed<GuidanceKind>& g : guidances()) list_one(g.name, g.title, g.source, g.formula);
}

void list_options() {
  fmt::print("sampler: field, default, who has it\n");
  list_options_of(samplers(), &SamplerInfo::kind);
  fmt::print("\nprocess: field, default, who has it\n");
  list_options_of(processes(), &ProcessInfo::kind);
  fmt::print("\nguidance: field, and what it may be\n");
  for (const GuidanceOption& option : guidance_options)
    if (option.limits.lowest < option.limits.highest)
      fmt::print("{:24} {:g} to {:g}\n", option.name, option.limits.lowest, option.limits.highest);
    else if (option.member == GuidanceOption::Member(&GuidanceSpec::combination))
      fmt::print("{:24} {}\n", option.name, all_names(listed(Combination())));
    else
      fmt::print("{:24}\n", option.name);
}

void list_objectives() {
  for (const ObjectiveInfo& o : objectives()) {
    list_one(o.name, o.title, o.source, o.formula);
    fmt::print("{:18} the net returns {}\n", "", o.returns);
  }
}

void list_data() {
  for (const std::string& name : data_presets()) {
    const DataSpec data = data_preset(name);
    const bool points = !data.points.empty();
    const std::size_t count = points ? data.points.size() : data.components.size();
    fmt::print("{:12} {} {}{}\n", name, count, points ? "point" : "component",
               count == 1 ? "" : "s");
  }
}

void list_metrics() {
  for (const MetricInfo& m : metrics()) list_one(m.name, m.title, m.source, m.formula);
}

void list_scenes() {
  for (const ShippedScene& shipped : shipped_scenes())
    fmt::print("{:20} {}\n", shipped.name, shipped.scene.title);
}

struct Part {
  const char* name;
  void (*print)();
};
constexpr std::array<Part, 10> parts{{{"samplers", list_samplers},
                                      {"presets", list_presets},
                                      {"schedules", list_schedules},
                                      {"spacings", list_spacings},
                                      {"guidance", list_guidance},
                                      {"options", list_options},
                                      {"objectives", list_objectives},
                                      {"data", list_data},
                                      {"metrics", list_metrics},
                                      {"scenes", list_scenes}}};

void list(const std::string& what) {
  for (const Part& part : parts) {
    if (what.empty()) fmt::print("{}{}\n\n", &part == parts.data() ? "" : "\n", part.name);
    if (what.empty() || what == part.name) part.print();
  }
}

}  // namespace

void add_list_command(CLI::App& program) {
  auto what = std::make_shared<std::string>();
  CLI::App* command = program.add_subcommand("list", "Say what there is to choose from");
  std::vector<std::string> names;
  std::string help;
  for (const Part& part : parts) {
    names.emplace_back(part.name);
    help += (help.empty() ? "" : ", ") + names.back();
  }
  command->add_option("WHAT", *what, help + "; all without it")->check(CLI::IsMember(names));
  command->callback([what] { list(*what); });
}

}  // namespace alphabar
