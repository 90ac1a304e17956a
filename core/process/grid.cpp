#include "core/process/grid.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/check.h"

namespace alphabar {
namespace {

bool spaces_timesteps(Spacing spacing) { return spacing <= Spacing::quadratic; }

/// u in [0, 1] of entry k of n; the only entry is 0.
double fraction(int k, int n) { return n > 1 ? static_cast<double>(k) / (n - 1) : 0; }

/// sigma of entry k of n, from high to low.
double spaced_sigma(const GridSpec& grid, double high, double low, int k, int n) {
  const double u = fraction(k, n);
  switch (grid.spacing) {
    case Spacing::karras: {
      const double top = std::pow(high, 1 / grid.rho), bottom = std::pow(low, 1 / grid.rho);
      return std::pow(top + u * (bottom - top), grid.rho);
    }
    case Spacing::exponential:
      return std::exp(std::log(high) + u * (std::log(low) - std::log(high)));
    case Spacing::polyexponential:
      return std::exp(std::pow(1 - u, grid.rho) * (std::log(high) - std::log(low)) + std::log(low));
    default: return grid.values[static_cast<std::size_t>(k)];
  }
}

std::vector<Level> sigma_levels(const Process& process, const GridSpec& grid) {
  const int n =
      grid.spacing == Spacing::by_hand ? static_cast<int>(grid.values.size()) : grid.steps;
  const double high = process.at(process.t_max()).sigma();
  const double low = process.at(process.t_min()).sigma();
  if (grid.spacing != Spacing::by_hand && !(std::isfinite(high) && low > 0))
    throw BadRequest("sampler", "spacing", "a list of sigmas",
                     "a process whose sigma is finite and above 0",
                     "choose trailing spacing, or turn off zero terminal SNR");
  std::vector<Level> levels;
  for (int k = 0; k < n; ++k) {
    Level level = process.at_sigma(spaced_sigma(grid, high, low, k, n));
    if (process.discrete() && grid.round_timesteps)
      level.t = std::max(1.0, std::nearbyint(level.t));
    levels.push_back(level);
  }
  return levels;
}

/// The level at a timestep; between two, sigma is linear, as in diffusers' Euler and Heun.
Level level_between(const Process& process, double t) {
  const double lower = std::floor(t), part = t - lower;
  if (part == 0) return process.at(t);
  Level level = process.at_sigma((1 - part) * process.at(lower).sigma() +
                                 part * process.at(lower + 1).sigma());
  level.t = t;
  return level;
}

}  // namespace

std::vector<double> timesteps(const Process& process, const GridSpec& grid, int points) {
  const int T = process.T();
  if (points > T)
    throw BadRequest("sampler", "steps", std::to_string(points), "1 to T = " + std::to_string(T),
                     "take fewer steps or a longer process");
  std::vector<double> list;  // diffusers' count, 0..T-1
  for (int k = 0; k < points; ++k) {
    switch (grid.spacing) {
      case Spacing::leading: list.push_back((points - 1 - k) * (T / points) + grid.offset); break;
      case Spacing::trailing:
        list.push_back(std::nearbyint(T - k * (static_cast<double>(T) / points)) - 1);
        break;
      case Spacing::quadratic: {
        const double root = std::sqrt(0.8 * T);
        const double step = points > 1 ? root / (points - 1) : 0;
        const double r = k == 0 ? root : (points - 1 - k) * step;
        list.push_back(std::min(std::trunc(r * r), T - 1.0));
        break;
      }
      default: {
        const double t = k == 0 ? T - 1.0 : (points - 1 - k) * ((T - 1.0) / (points - 1));
        list.push_back(grid.round_timesteps ? std::nearbyint(t) : t);
        break;
      }
    }
  }
  if (list.front() > T - 1)
    throw BadRequest(
        "sampler", "offset", std::to_string(grid.offset),
        "0 to " + std::to_string(T - 1 - static_cast<int>(list.front()) + grid.offset));
  for (double& t : list) t += 1;
  return list;
}

std::vector<Level> run_levels(const Process& process, const GridSpec& grid, bool drop_lowest) {
  std::vector<Level> levels;
  if (!spaces_timesteps(grid.spacing)) {
    levels = sigma_levels(process, grid);
    if (grid.spacing == Spacing::by_hand && !grid.end_clean) return levels;  // its last is the end
  } else if (process.discrete()) {
    // Trailing spacing has no lowest point to drop: it never reaches t = 1. On all T timesteps
    // there is no point more to be had.
    const bool drop = drop_lowest && grid.spacing != Spacing::trailing && grid.steps < process.T();
    std::vector<double> times = timesteps(process, grid, grid.steps + (drop ? 1 : 0));
    if (drop) times.pop_back();
    for (const double t : times) levels.push_back(level_between(process, t));
  } else {
    const bool shifted = process.spec().kind == ProcessKind::flow;
    const auto shift = [&](double t) { return grid.shift * t / (1 + (grid.shift - 1) * t); };
    const double lowest = shifted ? shift(process.t_min()) : process.t_min();
    // Without a last step to clean data the list itself ends at t_min.
    const int points = grid.steps + (grid.end_clean ? 0 : 1);
    for (int k = 0; k < grid.steps; ++k) {
      double u = fraction(k, points);
      if (grid.spacing == Spacing::quadratic) u = 1 - (1 - u) * (1 - u);
      double t = process.t_max() + u * (lowest - process.t_max());
      if (shifted) t = shift(t);
      levels.push_back(process.at(t));
    }
  }
  levels.push_back(grid.end_clean ? Level{0, 1, 0} : process.at(process.t_min()));
  return levels;
}

std::vector<Level> step_targets(const Process& process, const GridSpec& grid,
                                const std::vector<Level>& levels) {
  std::vector<Level> targets(levels.begin() + 1, levels.end());
  if (!process.discrete() || !grid.stride_targets || !spaces_timesteps(grid.spacing))
    return targets;
  const int stride = process.T() / grid.steps;
  for (std::size_t i = 0; i < targets.size(); ++i)
    targets[i] = levels[i].t > stride ? process.at(levels[i].t - stride) : levels.back();
  return targets;
}

Level in_frame(const Level& level, Frame frame) {
  if (frame == Frame::process) return level;
  if (level.a == 0)
    throw BadRequest("sampler", "frame", "sigma", "process",
                     "sigma is infinite where alpha_bar is 0: turn off zero terminal SNR");
  return {level.t, 1, level.sigma()};
}

}  // namespace alphabar
