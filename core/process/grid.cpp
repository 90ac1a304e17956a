#include "core/process/grid.h"

#include <algorithm>
#include <array>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <limits>
#include <span>
#include <string>

#include "core/base/check.h"

namespace alphabar {
namespace {

/// The cleanest time that a model may be asked at: below it there is no noise to tell.
double least_time(const Process& process) {
  return process.discrete() ? 1 : std::numeric_limits<double>::min();
}

/// u in [0, 1] of entry k of n; the only entry is 0.
double fraction(int k, int n) { return n > 1 ? static_cast<double>(k) / (n - 1) : 0; }

/// What a spacing picks. Of timesteps: in diffusers' count 0..T-1, for entry k of n from high to
/// low, and on a continuous process the fraction of the way from t_max to t_min at entry u in
/// [0, 1]. Of sigmas: the one at u, from high to low.
struct SpacingPage {
  Spacing kind;
  double (*timestep)(const GridSpec&, int T, int n, int k) = nullptr;
  bool reaches_first = true;  ///< the timesteps end at t = 1
  double (*fraction)(double u) = [](double u) { return u; };
  double (*sigma)(const GridSpec&, double high, double low, double u) = nullptr;
};

double quadratic_timestep(const GridSpec&, int T, int n, int k) {
  const double root = std::sqrt(0.8 * T);
  const double step = n > 1 ? root / (n - 1) : 0;
  const double r = k == 0 ? root : (n - 1 - k) * step;
  return std::min(std::trunc(r * r), T - 1.0);
}

double even_timestep(const GridSpec& grid, int T, int n, int k) {
  const double t = k == 0 ? T - 1.0 : (n - 1 - k) * ((T - 1.0) / (n - 1));
  return grid.round_timesteps ? std::nearbyint(t) : t;
}

double karras_sigma(const GridSpec& grid, double high, double low, double u) {
  const double top = std::pow(high, 1 / grid.rho), bottom = std::pow(low, 1 / grid.rho);
  return std::pow(top + u * (bottom - top), grid.rho);
}

double polyexponential_sigma(const GridSpec& grid, double high, double low, double u) {
  return std::exp(std::pow(1 - u, grid.rho) * (std::log(high) - std::log(low)) + std::log(low));
}

double beta_sigma(const GridSpec& grid, double high, double low, double u) {
  return low + boost::math::ibeta_inv(grid.beta_a, grid.beta_b, 1 - u) * (high - low);
}

constexpr std::array pages{
    SpacingPage{.kind = Spacing::leading,
                .timestep = [](const GridSpec& grid, int T, int n, int k) -> double {
                  const int apart = T / n;  // whole timesteps
                  return (n - 1 - k) * apart + grid.offset;
                }},
    SpacingPage{.kind = Spacing::linspace, .timestep = even_timestep},
    SpacingPage{.kind = Spacing::trailing,
                .timestep = [](const GridSpec&, int T, int n, int k) -> double {
                  return std::nearbyint(T - k * (static_cast<double>(T) / n)) - 1;
                },
                .reaches_first = false},
    SpacingPage{.kind = Spacing::quadratic,
                .timestep = quadratic_timestep,
                .fraction = [](double u) { return 1 - (1 - u) * (1 - u); }},
    SpacingPage{.kind = Spacing::karras, .sigma = karras_sigma},
    SpacingPage{.kind = Spacing::exponential,
                .sigma =
                    [](const GridSpec&, double high, double low, double u) {
                      return std::exp(std::log(high) + u * (std::log(low) - std::log(high)));
                    }},
    SpacingPage{.kind = Spacing::polyexponential, .sigma = polyexponential_sigma},
    SpacingPage{.kind = Spacing::beta, .sigma = beta_sigma},
    SpacingPage{.kind = Spacing::by_hand},
};
static_assert(in_order(pages));

const SpacingPage& page_of(const GridSpec& grid) {
  return entry_of(std::span<const SpacingPage>(pages), grid.spacing);
}

Picks picks(const GridSpec& grid) { return spacing_info(grid.spacing).picks; }

/// The level of a "sigma" of GridSpec, and the other way round.
Level level_of(const Process& process, double sigma) {
  return process.is_flow() ? process.at(sigma) : process.at_sigma(sigma);
}
double sigma_of(const Process& process, const Level& level) {
  return process.is_flow() ? level.t : level.sigma();
}

/// The time of a sigma on a discrete process is a label there: a net knows whole timesteps.
Level labelled(const Process& process, const GridSpec& grid, Level level) {
  if (process.discrete() && grid.round_timesteps) level.t = std::max(1.0, std::nearbyint(level.t));
  return level;
}

std::vector<Level> sigma_levels(const Process& process, const GridSpec& grid) {
  const double high =
      grid.sigma_max > 0 ? grid.sigma_max : sigma_of(process, process.at(process.t_max()));
  const double low =
      grid.sigma_min > 0 ? grid.sigma_min : sigma_of(process, process.at(process.t_min()));
  if (!(std::isfinite(high) && low > 0))
    throw BadRequest("sampler", "spacing", "a list of sigmas",
                     "a process whose sigma is finite and above 0",
                     "choose trailing spacing, or turn off zero terminal SNR");
  if (high < low || (process.is_flow() && high > 1))
    throw BadRequest("sampler", "sigma_max", to_text(high),
                     "at least the list's lowest sigma, " + to_text(low) +
                         (high > 1 ? ", and at most 1 on a flow" : ""));
  std::vector<Level> levels;
  for (int k = 0; k < grid.steps; ++k)
    levels.push_back(
        labelled(process, grid,
                 level_of(process, page_of(grid).sigma(grid, high, low, fraction(k, grid.steps)))));
  return levels;
}

/// The levels of `values`, each in the range of the process where they are times.
std::vector<Level> levels_by_hand(const Process& process, const GridSpec& grid) {
  std::vector<Level> levels;
  for (std::size_t i = 0; i < grid.values.size(); ++i) {
    const double value = grid.values[i];
    const std::string name = "values[" + std::to_string(i) + "]";
    if (grid.values_in == LevelUnit::t) {
      const bool last = i + 1 == grid.values.size() && !grid.end_clean;
      check_range("sampler", name, value, last ? 0 : least_time(process), process.t_max());
      levels.push_back(process.at(value));
    } else {
      if (std::isinf(value) && process.variance_exploding())
        throw BadRequest("sampler", name, "inf", "a finite sigma",
                         "x is the data plus noise on this process: there is no pure noise");
      levels.push_back(labelled(process, grid, process.at_sigma(value)));
    }
  }
  return levels;
}

/// The level at a timestep; between two, sigma is linear (diffusers' Euler and Heun) or its
/// logarithm is (k-diffusion).
Level level_between(const Process& process, const GridSpec& grid, double t) {
  const double lower = std::floor(t), part = t - lower;
  if (part == 0 || grid.log_between) return process.at(t);
  Level level = process.at_sigma((1 - part) * process.at(lower).sigma() +
                                 part * process.at(lower + 1).sigma());
  level.t = t;
  return level;
}

/// Even spacing in the time of a continuous process.
std::vector<Level> levels_in_time(const Process& process, const GridSpec& grid) {
  const bool flow = process.is_flow();
  const auto shift = [&](double t) { return grid.shift * t / (1 + (grid.shift - 1) * t); };
  const double lowest = flow && grid.shift_twice ? shift(process.t_min()) : process.t_min();
  // Without a last step to clean data the list itself ends at t_min.
  const int points = grid.steps + (grid.end_clean ? 0 : 1);
  std::vector<Level> levels;
  for (int k = 0; k < grid.steps; ++k) {
    const double u = page_of(grid).fraction(fraction(k, points));
    const double t = process.t_max() + u * (lowest - process.t_max());
    levels.push_back(process.at(flow ? shift(t) : t));
  }
  return levels;
}

/// 1 - t of all levels times one factor, so that the last t is `terminal` (HaCohen et al. 2024,
/// LTX-Video; diffusers' shift_terminal).
void stretch(const Process& process, double terminal, std::vector<Level>& levels) {
  if (levels.back().t == 1) return;  // a single level: it stays pure noise
  const double factor = (1 - terminal) / (1 - levels.back().t);
  for (Level& level : levels) level = process.at(1 - (1 - level.t) * factor);
}

}  // namespace

std::vector<double> timesteps(const Process& process, const GridSpec& grid, int points) {
  const int T = process.T();
  if (points > T)
    throw BadRequest("sampler", "steps", std::to_string(points), "1 to T = " + std::to_string(T),
                     "take fewer steps or a longer process");
  std::vector<double> list;  // diffusers' count, 0..T-1
  for (int k = 0; k < points; ++k) list.push_back(page_of(grid).timestep(grid, T, points, k));
  if (list.front() > T - 1)
    throw BadRequest(
        "sampler", "offset", std::to_string(grid.offset),
        "0 to " + std::to_string(T - 1 - static_cast<int>(list.front()) + grid.offset));
  for (double& t : list) t += 1;
  return list;
}

std::vector<Level> run_levels(const Process& process, const GridSpec& grid, LowestPoint lowest) {
  std::vector<Level> levels;
  if (picks(grid) == Picks::values) {
    levels = levels_by_hand(process, grid);
    if (!grid.end_clean) return levels;  // its last is the end
  } else if (picks(grid) == Picks::sigmas) {
    levels = sigma_levels(process, grid);
  } else if (process.discrete()) {
    // Trailing spacing has no lowest point to drop: it never reaches t = 1. On all T timesteps
    // there is no point more to be had.
    const bool drop =
        lowest == LowestPoint::dropped && page_of(grid).reaches_first && grid.steps < process.T();
    std::vector<double> times = timesteps(process, grid, grid.steps + (drop ? 1 : 0));
    if (drop) times.pop_back();
    for (const double t : times) levels.push_back(level_between(process, grid, t));
  } else {
    levels = levels_in_time(process, grid);
  }
  if (process.is_flow() && grid.terminal > 0 && picks(grid) != Picks::values)
    stretch(process, grid.terminal, levels);
  if (grid.end_clean)
    levels.push_back({0, 1, 0});
  else if (picks(grid) != Picks::timesteps && grid.sigma_min > 0)
    levels.push_back(levels.back());
  else
    levels.push_back(process.at(process.t_min()));
  return levels;
}

std::vector<Level> step_targets(const Process& process, const GridSpec& grid,
                                const std::vector<Level>& levels) {
  std::vector<Level> targets(levels.begin() + 1, levels.end());
  if (!process.discrete() || !grid.stride_targets || picks(grid) != Picks::timesteps)
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
