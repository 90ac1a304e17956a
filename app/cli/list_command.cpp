#include <fmt/format.h>

#include <memory>

#include "app/cli/commands.h"
#include "app/gallery/shipped_scenes.h"
#include "core/files/scene_names.h"
#include "core/metrics/metric.h"
#include "core/plan/samplers.h"

namespace alphabar {
namespace {

std::string size_of(const DataSpec& data) {
  return data.points.empty() ? fmt::format("{} components", data.components.size())
                             : fmt::format("{} points", data.points.size());
}

void list(const std::string& what) {
  if (what == "samplers")
    for (const SamplerInfo& s : samplers())
      fmt::print("{:18} {:28} {}\n{:18} {}\n", s.name, s.title, s.source, "", s.formula);
  if (what == "metrics")
    for (const MetricInfo& m : metrics())
      fmt::print("{:18} {:28} {}\n{:18} {}\n", m.name, m.title, m.source, "", m.formula);
  if (what == "schedules")
    for (const auto& [kind, name] : process_names()) fmt::print("{}\n", name);
  if (what == "data")
    for (const std::string& name : data_presets())
      fmt::print("{:12} {}\n", name, size_of(data_preset(name)));
  if (what == "scenes")
    for (const ShippedScene& shipped : shipped_scenes())
      fmt::print("{:18} {}\n", shipped.name, shipped.scene.title);
}

}  // namespace

void add_list_command(CLI::App& program) {
  auto what = std::make_shared<std::string>();
  CLI::App* command = program.add_subcommand("list", "Say what there is to choose from");
  command->add_option("WHAT", *what, "samplers, schedules, data, metrics or scenes")
      ->required()
      ->check(CLI::IsMember({"samplers", "schedules", "data", "metrics", "scenes"}));
  command->callback([what] { list(*what); });
}

}  // namespace alphabar
