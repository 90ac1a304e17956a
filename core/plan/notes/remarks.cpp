#include "core/plan/notes/remarks.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/plan/samplers/samplers.h"
#include "core/process/levels/grid.h"
#include "core/process/levels/level_list.h"

namespace alphabar {
namespace {

/// The sampler with one thing changed, where that changes its plan.
template <class Change>
std::optional<SamplerSpec> without(const Process& process, const SamplerSpec& sampler,
                                   Change change) {
  SamplerSpec plain = sampler;
  change(plain);
  if (plain == sampler || build_plan(process, plain) == build_plan(process, sampler)) return {};
  return plain;
}

}  // namespace

std::string outside_text(const Process& process, const std::vector<Level>& levels) {
  const auto outside =
      std::ranges::count_if(levels, [&](const Level& level) { return is_outside(process, level); });
  if (outside == 0) return "";
  return std::to_string(outside) + " of " + std::to_string(levels.size()) +
         " levels outside the process's, sigma " + short_text(process.at(process.t_max()).sigma()) +
         " to " + short_text(process.at(process.t_min()).sigma()) + ": kept as given";
}

std::vector<Remark> remarks(const Process& process, const SamplerSpec& sampler) {
  std::vector<Remark> list;
  if (auto plain = without(process, sampler, [](SamplerSpec& s) { s.grid.stride_targets = false; }))
    list.push_back(
        {"As in diffusers, each step goes T // n timesteps down, which is not where the "
         "next one starts.",
         std::move(plain)});
  if (sampler.kind == SamplerKind::ddpm && sampler.variance == Variance::large)
    if (auto plain = without(process, sampler, [](SamplerSpec& s) { s.noise_at_end = false; }))
      list.push_back(
          {"As in diffusers, the step to clean data adds the large variance's noise, "
           "since it does not start at t = 1.",
           std::move(plain)});
  if (auto plain = without(process, sampler, [](SamplerSpec& s) { s.grid.shift_twice = false; }))
    list.push_back(
        {"As in diffusers, the lower end of the times is shifted before the whole list "
         "is, so that it ends higher.",
         std::move(plain)});
  if (sampler.kind == SamplerKind::restart && sampler.restart.times > 0 &&
      build_plan(process, sampler).draws() == 0)
    list.push_back(
        {"No level lies below \"up to \u03C3\": the run never turns, and is Heun's.", {}});
  if (sampler.kind == SamplerKind::langevin) return list;  // it stays at one level
  if (const std::string words = outside_text(process, visited_levels(process, sampler));
      !words.empty())
    list.push_back({words + ".", {}});
  return list;
}

}  // namespace alphabar
