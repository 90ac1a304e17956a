#include "core/process/levels/level_list.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace alphabar {
namespace {

/// Fewer are no run: the last of a list that does not end at clean data is where it ends.
std::size_t least_values(const GridSpec& grid) { return grid.end_clean ? 1 : 2; }

Level level_at(const Process& process, const GridSpec& grid, std::size_t i) {
  return level_of(process, grid.values_in, grid.values[i]);
}

/// A time that is whole but for rounding is whole: a net knows whole timesteps.
double without_rounding(double t) {
  const double whole = std::round(t);
  return std::abs(t - whole) < 1e-9 * (1 + whole) ? whole : t;
}

/// Half way, at finite numbers.
Level between(const Process& process, const Level& a, const Level& b) {
  const double high = a.sigma(), low = b.sigma();
  if (std::isfinite(high) && low > 0) return process.at_sigma(std::sqrt(high * low));
  return process.at((a.t + b.t) / 2);
}

}  // namespace

double number_of(const Level& level, LevelUnit unit) {
  switch (unit) {
    case LevelUnit::sigma: return level.sigma();
    case LevelUnit::t: return level.t;
    case LevelUnit::lambda: return lambda(level);
  }
  return level.t;
}

Level level_of(const Process& process, LevelUnit unit, double number) {
  switch (unit) {
    case LevelUnit::sigma: return process.at_sigma(number);
    case LevelUnit::lambda: return process.at_sigma(std::exp(-number));
    case LevelUnit::t: break;
  }
  return process.at(number);
}

GridSpec by_hand(const Process& process, std::span<const Level> levels, bool end_clean) {
  const auto listed = levels.first(levels.size() - (end_clean ? 1 : 0));
  const bool in_time =
      std::ranges::all_of(listed, [&](const Level& level) { return process.at(level.t) == level; });
  GridSpec grid;
  grid.spacing = Spacing::by_hand;
  grid.end_clean = end_clean;
  grid.values_in = in_time ? LevelUnit::t : LevelUnit::sigma;
  for (const Level& level : listed) grid.values.push_back(number_of(level, grid.values_in));
  return grid;
}

void set_unit(const Process& process, GridSpec& grid, LevelUnit unit) {
  if (grid.values_in == unit) return;
  for (std::size_t i = 0; i < grid.values.size(); ++i) {
    double& value = grid.values[i];
    value = number_of(level_at(process, grid, i), unit);
    if (unit == LevelUnit::t) value = without_rounding(value);
  }
  grid.values_in = unit;
}

std::size_t add_level(GridSpec& grid, double number) {
  const auto place = grid.values_in == LevelUnit::lambda
                         ? std::ranges::upper_bound(grid.values, number)
                         : std::ranges::upper_bound(grid.values, number, std::ranges::greater());
  const auto index = static_cast<std::size_t>(place - grid.values.begin());
  grid.values.insert(place, number);
  return index;
}

std::size_t set_level(const Process& process, GridSpec& grid, std::size_t i, LevelUnit unit,
                      double number) {
  set_unit(process, grid, unit);
  grid.values.erase(grid.values.begin() + static_cast<std::ptrdiff_t>(i));
  return add_level(grid, number);
}

std::size_t add_level_after(const Process& process, GridSpec& grid, std::size_t i) {
  const Level next =
      i + 1 < grid.values.size() ? level_at(process, grid, i + 1) : process.at(process.t_min());
  const Level half = between(process, level_at(process, grid, i), next);
  const auto at = grid.values.begin() + static_cast<std::ptrdiff_t>(i) + 1;
  grid.values.insert(at, number_of(half, grid.values_in));
  return i + 1;
}

void remove_level(GridSpec& grid, std::size_t i) {
  if (grid.values.size() > least_values(grid))
    grid.values.erase(grid.values.begin() + static_cast<std::ptrdiff_t>(i));
}

bool spread_levels(const Process& process, GridSpec& grid, std::size_t first, std::size_t last,
                   LevelUnit unit) {
  const double from = number_of(level_at(process, grid, first), unit),
               to = number_of(level_at(process, grid, last), unit);
  if (first + 1 >= last || !std::isfinite(from) || !std::isfinite(to)) return false;
  for (std::size_t i = first + 1; i < last; ++i) {
    const double u = static_cast<double>(i - first) / static_cast<double>(last - first);
    const Level level = level_of(process, unit, from + u * (to - from));
    grid.values[i] = number_of(level, grid.values_in);
  }
  return true;
}

void snap_levels(const Process& process, GridSpec& grid) {
  set_unit(process, grid, LevelUnit::t);
  for (double& t : grid.values) t = std::clamp(std::round(t), 1.0, process.t_max());
  const auto again = std::unique(grid.values.begin(), grid.values.end());
  if (again - grid.values.begin() >= static_cast<std::ptrdiff_t>(least_values(grid)))
    grid.values.erase(again, grid.values.end());
}

bool is_outside(const Process& process, const Level& level) {
  constexpr double rounding = 1e-9;
  const double sigma = level.sigma();
  return level.s > 0 && (sigma > process.at(process.t_max()).sigma() * (1 + rounding) ||
                         sigma < process.at(process.t_min()).sigma() * (1 - rounding));
}

}  // namespace alphabar
