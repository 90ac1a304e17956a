#include "app/cli/cluster/sweep_lists.h"

#include <CLI/CLI.hpp>
#include <array>
#include <charconv>
#include <string_view>

#include "core/base/error.h"
#include "core/base/named.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

constexpr const char* axes = "sampler, steps, nfe or process";

/// Where the values of an axis go.
struct Axis {
  std::string_view name;
  std::vector<std::string>* words;
  std::vector<int>* numbers;

  bool empty() const { return words ? words->empty() : numbers->empty(); }
};

void add_value(const Axis& axis, const std::string& text) {
  if (text.empty()) throw BadRequest("sweep", "--grid", std::string(axis.name), "values after it");
  if (axis.words) return axis.words->push_back(text);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw BadRequest("sweep", "--grid " + std::string(axis.name), text, "whole numbers");
  axis.numbers->push_back(value);
}

}  // namespace

void add_sweep_lists(CLI::App& command, SweepLists& lists) {
  const auto list = [&](const char* name, auto& values, const char* help) {
    command.add_option(name, values, help)->delimiter(',');
  };
  list("--samplers", lists.samplers, "names from `list samplers`; the scene's lanes by default");
  list("--steps", lists.steps, "5,8,12,20,32,50,80,125,200 by default, or the scene's NFE");
  list("--nfe", lists.nfe, "numbers of evaluations, in place of --steps: the most steps in each");
  list("--processes", lists.processes, "names from `list schedules`; the scene's own by default");
  command
      .add_option("--grid", lists.grids,
                  "the same in one: sampler=ddim,heun,steps=5,10,process=linear,cosine")
      ->allow_extra_args(false);
}

void read_grid(const std::string& text, SweepLists& lists) {
  const std::array known{Axis{"sampler", &lists.samplers, nullptr},
                         Axis{"steps", nullptr, &lists.steps}, Axis{"nfe", nullptr, &lists.nfe},
                         Axis{"process", &lists.processes, nullptr}};
  const Axis* axis = nullptr;
  std::string_view rest = text;
  while (true) {
    const std::size_t comma = rest.find(',');
    std::string_view part = rest.substr(0, comma);
    if (const std::size_t equals = part.find('='); equals != std::string_view::npos) {
      const std::string_view name = part.substr(0, equals);
      axis = nullptr;
      for (const Axis& one : known)
        if (one.name == name) axis = &one;
      if (!axis) throw BadRequest("sweep", "--grid", std::string(name), axes);
      if (!axis->empty())
        throw BadRequest("sweep", "--grid", std::string(name) + " twice", "each axis once");
      part.remove_prefix(equals + 1);
    }
    if (!axis)
      throw BadRequest("sweep", "--grid", std::string(part), std::string(axes) + " before it",
                       "write sampler=ddim,heun,steps=5,10");
    add_value(*axis, std::string(part));
    if (comma == std::string_view::npos) return;
    rest.remove_prefix(comma + 1);
  }
}

SweepSpec sweep_spec(const Scene& scene, SweepLists lists) {
  for (const std::string& grid : lists.grids) read_grid(grid, lists);
  SweepSpec spec = sweep_of(scene, all_named<SamplerKind>("sweep", "--samplers", lists.samplers),
                            all_named<ProcessKind>("sweep", "--processes", lists.processes));
  if (!lists.steps.empty()) {
    spec.steps = lists.steps;
    spec.evaluations.clear();
  }
  if (!lists.nfe.empty()) spec.evaluations = lists.nfe;
  return spec;
}

}  // namespace alphabar
