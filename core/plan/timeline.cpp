#include "core/plan/timeline.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace alphabar {
namespace {

constexpr double whole_row = 1e-6;  // of a row: nearer than that is on it

RowPosition from_value(double row, std::size_t rows) {
  const double last = static_cast<double>(rows - 1);
  row = std::clamp(row, 0.0, last);
  const double nearest = std::round(row);
  if (std::abs(row - nearest) < whole_row) row = nearest;
  const double whole = std::floor(row);
  return {static_cast<std::size_t>(whole), row - whole};
}

/// -1 where time falls along the run, 1 where it rises, 0 where it stands still.
int direction(std::span<const Level> levels) {
  const double change = levels.back().t - levels.front().t;
  return (change > 0) - (change < 0);
}

}  // namespace

std::vector<Level> reported_levels(const Plan& plan) {
  std::vector<Level> levels{plan.start};
  for (const Row& row : plan.rows)
    if (row.report != Report::none) levels.push_back(row.to);
  return levels;
}

RowPosition row_at(double position, std::size_t rows) {
  assert(rows > 0);
  if (std::isnan(position)) position = 0;
  return from_value(std::clamp(position, 0.0, 1.0) * static_cast<double>(rows - 1), rows);
}

double position_of(double row, std::size_t rows) {
  assert(rows > 0);
  if (rows == 1) return 1;
  return std::clamp(row / static_cast<double>(rows - 1), 0.0, 1.0);
}

double step_position(double position, std::size_t rows, int by) {
  const RowPosition at = row_at(position, rows);
  double row = static_cast<double>(at.row);
  if (by < 0 && at.fraction > 0) row += 1;
  return position_of(row + by, rows);
}

Level level_at(std::span<const Level> levels, RowPosition at) {
  assert(at.row < levels.size());
  const Level& from = levels[at.row];
  if (at.fraction == 0 || at.row + 1 == levels.size()) return from;
  const Level& to = levels[at.row + 1];
  return {std::lerp(from.t, to.t, at.fraction), std::lerp(from.a, to.a, at.fraction),
          std::lerp(from.s, to.s, at.fraction)};
}

RowPosition row_at_time(std::span<const Level> levels, double t) {
  assert(!levels.empty());
  const bool rises = direction(levels) > 0;
  const auto passed = [&](double time) { return rises ? time <= t : time >= t; };
  std::size_t row = levels.size();
  while (row > 0 && !passed(levels[row - 1].t)) --row;
  if (row == 0) return {0, 0};
  if (row == levels.size()) return {row - 1, 0};
  const double from = levels[row - 1].t, to = levels[row].t;
  return from_value(static_cast<double>(row - 1) + (t - from) / (to - from), levels.size());
}

double guidance_weight_at(const Plan& plan, int plan_row) {
  for (auto i = static_cast<std::size_t>(std::max(plan_row, 0)); i < plan.rows.size(); ++i)
    if (plan.rows[i].evaluate) return plan.rows[i].w;
  return 0;
}

double guidance_weight_after(const Plan& plan, int plan_row) {
  return guidance_weight_at(plan, plan_row + 1);
}

RowPosition follow(std::span<const Level> leading, std::span<const Level> levels, double position) {
  if (position <= 0 || std::isnan(position)) return {0, 0};
  if (position >= 1) return {levels.size() - 1, 0};
  if (direction(leading) == 0 || direction(leading) != direction(levels))
    return row_at(position, levels.size());
  return row_at_time(levels, level_at(leading, row_at(position, leading.size())).t);
}

}  // namespace alphabar
