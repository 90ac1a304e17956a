#include "core/process/levels/grid.h"

#include <algorithm>
#include <array>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <limits>
#include <span>
#include <string>

#include "core/base/check.h"
#include "core/process/levels/level_list.h"
#include "core/scene/sampler/sigma_lists.h"

namespace alphabar {
namespace {

/// The cleanest time that a model may be asked at: below it there is no noise to tell.
double least_time(const Process& process) {
  return process.discrete() ? 1 : std::numeric_limits<double>::min();
}

/// A flow's time with a shift (Esser et al. 2024, eq. 23).
double shifted(double shift, double t) { return shift * t / (1 + (shift - 1) * t); }

/// u in [0, 1] of entry k of n; the only entry is 0.
double fraction(int k, int n) { return n > 1 ? static_cast<double>(k) / (n - 1) : 0; }

/// How the list of a spacing goes on a continuous process.
enum class InTime {
  even,   ///< the fractions of the way from t_max to t_min
  log,    ///< ComfyUI's: the same, where sigma is the time of log sigma; a flow's lower end is
          ///< shifted before the list is
  table,  ///< ComfyUI's: the entries of a table of the process (table_level)
};

/// What a spacing picks. Of timesteps: in diffusers' count 0..T-1, for entry k of n from high to
/// low, and on a continuous process the fraction of the way from t_max to t_min at entry u in
/// [0, 1]. Of sigmas: the one at u, from high to low, or the whole list with its end.
struct SpacingPage {
  Spacing kind;
  double (*timestep)(const GridSpec&, int T, int n, int k) = nullptr;
  int (*count)(int T, int n) = [](int, int n) { return n; };  ///< entries that n steps have
  bool reaches_first = true;   ///< the timesteps end at t = 1, and diffusers' solvers drop that
  bool shifts_lowest = false;  ///< ComfyUI's: of sigmas on a flow the lower end is shifted
  bool end_in_list = false;    ///< what is even is the list with its end, which is left out
  bool whole_numbers = true;   ///< of timesteps; else log sigma is interpolated between them
  InTime in_time = InTime::even;
  double (*fraction)(double u) = [](double u) { return u; };
  double (*sigma)(const GridSpec&, double high, double low, double u) = nullptr;
  std::vector<double> (*list)(const Process&, const GridSpec&, double high) = nullptr;
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

/// ComfyUI's count of a stride through the timesteps above the first.
int stride_count(int T, int n) {
  const int apart = std::max(T / n, 1);
  return std::max((T - 1 + apart - 1) / apart, 1);
}

double stride_timestep(const GridSpec&, int T, int n, int k) {
  const int apart = std::max(T / n, 1);
  return std::min(1 + (stride_count(T, n) - 1 - k) * apart, T - 1);
}

double beta_timestep(const GridSpec& grid, int T, int n, int k) {
  const double share = 1 - k * (1.0 / n);
  return std::nearbyint(boost::math::ibeta_inv(grid.beta_a, grid.beta_b, share) * (T - 1));
}

double kl_optimal_sigma(const GridSpec&, double high, double low, double u) {
  return std::tan(u * std::atan(low) + (1 - u) * std::atan(high));
}

/// RES4LYF's list of flow times.
std::vector<double> bong_tangent_list(const Process& process, const GridSpec& grid, double) {
  if (!process.is_flow())
    throw BadRequest("sampler", "spacing", "bong_tangent", "a flow, whose times from 1 to 0 it is",
                     "choose karras or kl_optimal spacing, or the process flow");
  return bong_tangent_times(grid);
}

/// A printed list of s / a, which starts where no flow does.
std::vector<double> published_list(const Process& process, const GridSpec& grid, double) {
  if (process.is_flow())
    throw BadRequest("sampler", "spacing", spacing_info(grid.spacing).name,
                     "a process that is no flow: its sigmas are s / a, from the noise of Stable "
                     "Diffusion down",
                     "choose kl_optimal, linear_quadratic or bong_tangent spacing");
  return published_sigmas(grid);
}

std::vector<double> linear_quadratic_list(const Process&, const GridSpec& grid, double high) {
  std::vector<double> sigmas = linear_quadratic_shares(grid);
  for (double& sigma : sigmas) sigma *= high;
  return sigmas;
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
    SpacingPage{.kind = Spacing::simple,
                .timestep = [](const GridSpec&, int T, int n, int k) -> double {
                  return T - 1 - std::trunc(k * (static_cast<double>(T) / n));
                },
                .reaches_first = false,
                .in_time = InTime::table},
    SpacingPage{.kind = Spacing::sgm_uniform,
                .timestep = [](const GridSpec&, int T, int n, int k) -> double {
                  return (T - 1.0) * (n - k) / n;
                },
                .reaches_first = false,
                .end_in_list = true,
                .whole_numbers = false,
                .in_time = InTime::log},
    SpacingPage{.kind = Spacing::normal,
                .timestep = [](const GridSpec&, int T, int n, int k) -> double {
                  return n > 1 ? (T - 1.0) * (n - 1 - k) / (n - 1) : T - 1;
                },
                .reaches_first = false,
                .whole_numbers = false,
                .in_time = InTime::log},
    SpacingPage{.kind = Spacing::ddim_uniform,
                .timestep = stride_timestep,
                .count = stride_count,
                .reaches_first = false,
                .in_time = InTime::table},
    SpacingPage{.kind = Spacing::beta_timesteps,
                .timestep = beta_timestep,
                .reaches_first = false,
                .in_time = InTime::table},
    SpacingPage{.kind = Spacing::kl_optimal, .shifts_lowest = true, .sigma = kl_optimal_sigma},
    SpacingPage{.kind = Spacing::linear_quadratic, .list = linear_quadratic_list},
    SpacingPage{.kind = Spacing::bong_tangent, .list = bong_tangent_list},
    SpacingPage{.kind = Spacing::align_your_steps, .list = published_list},
    SpacingPage{.kind = Spacing::gits, .list = published_list},
    SpacingPage{.kind = Spacing::by_hand},
};
static_assert(in_order(pages));

const SpacingPage& page_of(const GridSpec& grid) {
  return entry_of(std::span<const SpacingPage>(pages), grid.spacing);
}

Picks picks(const GridSpec& grid) { return spacing_info(grid.spacing).picks; }

/// The level of a "sigma" of GridSpec, and the other way round.
Level level_of_sigma(const Process& process, double sigma) {
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

/// The levels of a list of sigmas, and without end_clean where the run ends: at the list's last, or
/// where that is 0 at the process's first level.
std::vector<Level> listed_levels(const Process& process, const GridSpec& grid, double high) {
  std::vector<double> sigmas = page_of(grid).list(process, grid, high);
  const double end = sigmas.back();
  sigmas.pop_back();
  std::vector<Level> levels;
  for (const double sigma : sigmas)
    levels.push_back(labelled(process, grid, level_of_sigma(process, sigma)));
  if (!grid.end_clean)
    levels.push_back(end > 0 ? labelled(process, grid, level_of_sigma(process, end))
                             : process.at(process.t_min()));
  return levels;
}

std::vector<Level> sigma_levels(const Process& process, const GridSpec& grid) {
  const double high =
      grid.sigma_max > 0 ? grid.sigma_max : sigma_of(process, process.at(process.t_max()));
  double low = grid.sigma_min > 0 ? grid.sigma_min : sigma_of(process, process.at(process.t_min()));
  if (page_of(grid).shifts_lowest && process.is_flow() && grid.sigma_min == 0)
    low = shifted(flow_shift(grid), low);
  if (!(std::isfinite(high) && low > 0))
    throw BadRequest("sampler", "spacing", "a list of sigmas",
                     "a process whose sigma is finite and above 0",
                     "choose trailing spacing, or turn off zero terminal SNR");
  if (high < low || (process.is_flow() && high > 1))
    throw BadRequest("sampler", "sigma_max", to_text(high),
                     "at least the list's lowest sigma, " + to_text(low) +
                         (high > 1 ? ", and at most 1 on a flow" : ""));
  if (page_of(grid).list) return listed_levels(process, grid, high);
  std::vector<Level> levels;
  for (int k = 0; k < grid.steps; ++k)
    levels.push_back(labelled(
        process, grid,
        level_of_sigma(process, page_of(grid).sigma(grid, high, low, fraction(k, grid.steps)))));
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
      continue;
    }
    if (std::isinf(value) && process.variance_exploding())
      throw BadRequest("sampler", name, to_text(value), "a finite one",
                       "x is the data plus noise on this process: there is no pure noise");
    levels.push_back(labelled(process, grid, level_of(process, grid.values_in, value)));
  }
  return levels;
}

/// The level at a timestep; between two, sigma is linear (diffusers' Euler and Heun) or its
/// logarithm is (k-diffusion, ComfyUI).
Level level_between(const Process& process, const GridSpec& grid, double t) {
  const double lower = std::floor(t), part = t - lower;
  if (!page_of(grid).whole_numbers) return labelled(process, grid, process.at(t));
  if (part == 0 || grid.log_between) return process.at(t);
  Level level = process.at_sigma((1 - part) * process.at(lower).sigma() +
                                 part * process.at(lower + 1).sigma());
  level.t = t;
  return level;
}

/// Entries of the table that ComfyUI keeps of a continuous process: of a flow the times i / N with
/// the shortest as its lowest, of others a thousand.
int table_size(const Process& process) {
  constexpr double usual = 1000, most = 1e6;
  const bool flow = process.is_flow() && process.t_min() > 0;
  return static_cast<int>(std::clamp(flow ? std::round(1 / process.t_min()) : usual, 1.0, most));
}

/// Entry r = 0..N-1 of it, from clean to noisy: (r + 1) / N on a flow, shifted; log sigma in equal
/// steps where sigma is the time; else time in equal steps.
Level table_level(const Process& process, const GridSpec& grid, double r) {
  const int N = table_size(process);
  if (process.is_flow()) return process.at(shifted(flow_shift(grid), (r + 1) / N));
  const double u = r / (N - 1), low = process.t_min(), high = process.t_max();
  return process.at(process.time_is_sigma() ? low * std::pow(high / low, u)
                                            : low + u * (high - low));
}

/// The entries of a list of timesteps, in diffusers' count; one that comes twice running is taken
/// once.
std::vector<double> entries(const GridSpec& grid, int T, int n) {
  const SpacingPage& page = page_of(grid);
  std::vector<double> list;
  const int count = page.count(T, n);
  for (int k = 0; k < count; ++k) {
    const double t = page.timestep(grid, T, n, k);
    if (page.kind != Spacing::beta_timesteps || list.empty() || t != list.back()) list.push_back(t);
  }
  return list;
}

/// The levels of a spacing of timesteps on a continuous process.
std::vector<Level> levels_in_time(const Process& process, const GridSpec& grid) {
  const SpacingPage& page = page_of(grid);
  const bool flow = process.is_flow();
  std::vector<Level> levels;
  if (page.in_time == InTime::table) {
    for (const double r : entries(grid, table_size(process), grid.steps))
      levels.push_back(table_level(process, grid, r));
    return levels;
  }
  const bool log_time = page.in_time == InTime::log;
  const double shift = flow_shift(grid), high = process.t_max();
  const double low =
      flow && (grid.shift_twice || log_time) ? shifted(shift, process.t_min()) : process.t_min();
  // Without a last step to clean data the list itself ends at t_min.
  const int points = grid.steps + (grid.end_clean && !page.end_in_list ? 0 : 1);
  for (int k = 0; k < grid.steps; ++k) {
    const double u = page.fraction(fraction(k, points));
    const double t = log_time && process.time_is_sigma()
                         ? std::exp(std::log(high) + u * (std::log(low) - std::log(high)))
                         : high + u * (low - high);
    levels.push_back(process.at(flow ? shifted(shift, t) : t));
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
  std::vector<double> list = entries(grid, T, points);  // diffusers' count, 0..T-1
  if (list.front() > T - 1)
    throw BadRequest(
        "sampler", "offset", std::to_string(grid.offset),
        "0 to " + std::to_string(T - 1 - static_cast<int>(list.front()) + grid.offset));
  for (double& t : list) t += 1;
  return list;
}

std::vector<Level> run_levels(const Process& process, const GridSpec& grid, LowestPoint lowest) {
  std::vector<Level> levels;
  if (grid.drop_penultimate && picks(grid) != Picks::values) {
    if (process.discrete() && picks(grid) == Picks::timesteps && grid.steps >= process.T())
      throw BadRequest(
          "sampler", "steps", std::to_string(grid.steps),
          "below T = " + std::to_string(process.T()) + " where the last level but one is left out",
          "take fewer steps or a longer process");
    GridSpec longer = grid;
    longer.drop_penultimate = false;
    ++longer.steps;
    levels = run_levels(process, longer, lowest);
    levels.erase(levels.end() - 2);
    return levels;
  }
  if (picks(grid) == Picks::values) {
    levels = levels_by_hand(process, grid);
    if (!grid.end_clean) return levels;  // its last is the end
  } else if (picks(grid) == Picks::published) {
    levels = listed_levels(process, grid, 0);
    if (!grid.end_clean) return levels;
  } else if (picks(grid) == Picks::sigmas) {
    levels = sigma_levels(process, grid);
    if (page_of(grid).list && !grid.end_clean) return levels;
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
