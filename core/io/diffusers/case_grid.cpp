#include "core/io/diffusers/case_grid.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/check.h"
#include "core/process/levels/grid.h"

namespace alphabar {
namespace {

constexpr std::pair<Spacing, const char*> timestep_names[]{{Spacing::leading, "leading"},
                                                           {Spacing::linspace, "linspace"},
                                                           {Spacing::trailing, "trailing"}};
constexpr std::pair<Spacing, const char*> sigma_keys[]{
    {Spacing::karras, "use_karras_sigmas"},
    {Spacing::exponential, "use_exponential_sigmas"},
    {Spacing::exponential, "use_lu_lambdas"},
    {Spacing::beta, "use_beta_sigmas"}};

const char* name_in(EnumNames<Spacing> names, Spacing spacing) {
  const auto known = std::ranges::find(names, spacing, &std::pair<Spacing, const char*>::first);
  return known == names.end() ? nullptr : known->second;
}

/// The lowest and the highest sigma of a run's levels, flow times on a flow.
double sigma_of(const Process& process, const Level& level) {
  return process.is_flow() ? level.t : level.sigma();
}

double shifted(double t, double shift) { return shift * t / (1 + (shift - 1) * t); }

}  // namespace

const char* timestep_spacing(Spacing spacing) { return name_in(timestep_names, spacing); }
const char* sigma_list(Spacing spacing) { return name_in(sigma_keys, spacing); }

void read_timesteps(JsonFields& f, GridSpec& grid) {
  f("num_inference_steps", grid.steps);
  f("timestep_spacing", grid.spacing, EnumNames<Spacing>(timestep_names));
  f("steps_offset", grid.offset);
  f("set_alpha_to_one", grid.end_clean);
  std::string last = "zero";
  f("final_sigmas_type", last);
  if (last == "sigma_min")
    grid.end_clean = false;
  else if (last != "zero")
    f.refuse("final_sigmas_type", "zero, sigma_min");
}

LibrarySigmas read_sigmas(JsonFields& f) {
  LibrarySigmas sigmas;
  for (const auto& [spacing, name] : sigma_keys) {
    bool used = false;
    f(name, used);
    if (used && sigmas.spacing) f.refuse(name, "false beside another list of sigmas");
    if (used) sigmas.spacing = spacing;
  }
  for (const auto& [name, value] :
       {std::pair{"sigma_min", &sigmas.sigma_min}, std::pair{"sigma_max", &sigmas.sigma_max}}) {
    f(name, *value);
    if (f.has(name) && !(*value > 0)) f.refuse(name, "a number above 0");
  }
  std::string interpolation = "linear";
  f("interpolation_type", interpolation);
  sigmas.log_linear = interpolation == "log_linear";
  if (!sigmas.log_linear && interpolation != "linear")
    f.refuse("interpolation_type", "linear, log_linear");
  f("use_flow_sigmas", sigmas.flow);
  f("flow_shift", sigmas.flow_shift);
  f("shift_terminal", sigmas.terminal);
  return sigmas;
}

std::optional<double> read_dynamic_shift(JsonFields& f) {
  bool used = false;
  std::string type = "exponential";
  double mu = 0;
  f("use_dynamic_shifting", used);
  f("time_shift_type", type);
  f("mu", mu);
  if (type != "exponential" && type != "linear") f.refuse("time_shift_type", "exponential, linear");
  if (!used) return {};
  if (!f.has("mu")) f.refuse("mu", "the exponent of the shift", "the library asks for it too");
  return type == "linear" ? mu : std::exp(mu);
}

void settle_sigmas(const Process& process, const LibrarySigmas& sigmas, SigmaRule rule,
                   GridSpec& grid) {
  const double low = process.at(process.t_min()).sigma();
  const double high = process.at(process.t_max()).sigma();
  if (!sigmas.spacing) {
    if (!sigmas.log_linear) return;
    // n + 1 sigmas, even in their logarithm, of which the last is the end.
    grid.spacing = Spacing::by_hand;
    for (int k = 0; k <= grid.steps; ++k)
      grid.values.push_back(
          std::exp(std::log(high) + k * (std::log(low) - std::log(high)) / grid.steps));
    grid.end_clean = false;
    return;
  }
  // Between the ends of the spacing's timesteps; log_linear sigmas span the whole process.
  if (rule == SigmaRule::spaced && grid.spacing != Spacing::linspace && !sigmas.log_linear) {
    GridSpec timesteps = grid;
    timesteps.end_clean = true;
    const std::vector<Level> levels = run_levels(process, timesteps);
    grid.sigma_max = sigma_of(process, levels.front());
    grid.sigma_min = sigma_of(process, levels[levels.size() - 2]);
    grid.shift = 1;
    grid.terminal = 0;
    grid.shift_twice = false;
  }
  grid.spacing = *sigmas.spacing;
  if (sigmas.sigma_max > 0) grid.sigma_max = sigmas.sigma_max;
  if (sigmas.sigma_min > 0) grid.sigma_min = sigmas.sigma_min;
  if (rule == SigmaRule::process || grid.end_clean || grid.sigma_min == 0) return;
  // Here the end is the process's first level, whatever the list's lowest sigma is.
  const std::vector<Level> levels = run_levels(process, grid);
  grid.values.clear();
  for (const Level& level : levels) grid.values.push_back(level.sigma());
  grid.values.back() = low;
  grid.spacing = Spacing::by_hand;
}

void settle_flow_sigmas(const Process& process, const LibrarySigmas& sigmas, FirstFlowTime first,
                        GridSpec& grid) {
  const bool from_pure_noise = first == FirstFlowTime::pure_noise;
  constexpr double below_one = 1e-6;
  const int n = grid.steps;
  const double least = process.t_min();
  grid.spacing = Spacing::by_hand;
  grid.values_in = LevelUnit::t;
  grid.values.clear();
  for (int k = 0; k < n; ++k) {
    const double part = static_cast<double>(k) / n;
    const double t = from_pure_noise ? 1 + part * (least - 1) : (1 - part) * (1 - least);
    grid.values.push_back(shifted(t, sigmas.flow_shift));
  }
  if (sigmas.terminal > 0) {
    const double factor = (1 - sigmas.terminal) / (1 - grid.values.back());
    for (double& t : grid.values) t = 1 - (1 - t) * factor;
  }
  if (from_pure_noise && std::abs(grid.values.front() - 1) < below_one)
    grid.values.front() -= below_one;
  if (!grid.end_clean) grid.values.push_back(grid.values.back());  // the end repeats the last one
}

void settle_lcm_timesteps(const Process& process, int original, GridSpec& grid) {
  check_range("sampler", "original_inference_steps", original, 1, process.T());
  check_range("sampler", "num_inference_steps", grid.steps, 1, original);
  const int stride = process.T() / original;
  grid.spacing = Spacing::by_hand;
  grid.values_in = LevelUnit::t;
  grid.values.clear();
  for (int k = 0; k < grid.steps; ++k) {
    const int index =
        static_cast<int>(std::floor(k * (static_cast<double>(original) / grid.steps)));
    grid.values.push_back((original - index) * stride);  // t = timestep + 1
  }
}

}  // namespace alphabar
