#include "app/views/lane_place.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace alphabar {

std::vector<Level> lane_levels(const LaneRun& lane) {
  if (!lane.trajectory || lane.trajectory->rows() == 0) return reported_levels(lane.plan);
  std::vector<Level> levels;
  levels.reserve(lane.trajectory->rows());
  for (const int row : lane.trajectory->x_rows)
    levels.push_back(row < 0 ? lane.plan.start : lane.plan.rows[static_cast<std::size_t>(row)].to);
  return levels;
}

std::vector<LanePlace> lane_places(const Runs& runs, double position) {
  std::vector<LanePlace> places;
  std::vector<Level> leading;
  for (const LaneRun& lane : runs.lanes) {
    const std::vector<Level> levels = lane_levels(lane);
    if (places.empty()) leading = levels;
    LanePlace place;
    place.at = places.empty() ? row_at(position, levels.size())
                              : follow(leading, levels, position);
    place.level = level_at(levels, place.at);
    if (lane.trajectory && lane.trajectory->rows() > 0) {
      place.plan_row = lane.trajectory->x_rows[place.at.row];
    } else {
      std::size_t left = place.at.row;
      for (std::size_t i = 0; i < lane.plan.rows.size() && left > 0; ++i)
        if (lane.plan.rows[i].report != Report::none) {
          place.plan_row = static_cast<int>(i);
          --left;
        }
    }
    const auto end = lane.plan.rows.begin() + (place.plan_row + 1);
    place.evaluations = static_cast<int>(
        std::count_if(lane.plan.rows.begin(), end, [](const Row& row) { return row.evaluate; }));
    places.push_back(place);
  }
  return places;
}

std::string number_text(double value, int digits) {
  if (std::isnan(value)) return "\u2014";
  if (std::isinf(value)) return value > 0 ? "\u221E" : "\u2212\u221E";
  char buffer[48];
  const double size = std::abs(value);
  if (size != 0 && (size < 1e-4 || size >= 1e6)) {
    std::snprintf(buffer, sizeof buffer, "%.*e", digits - 1, value);
  } else {
    const int whole = size >= 1 ? static_cast<int>(std::floor(std::log10(size))) + 1
                      : size > 0 ? static_cast<int>(std::floor(std::log10(size))) + 1
                                 : 1;
    std::snprintf(buffer, sizeof buffer, "%.*f", std::clamp(digits - whole, 0, 8), value);
  }
  std::string text = buffer;
  for (std::size_t i = text.find('-'); i != std::string::npos; i = text.find('-', i + 1))
    text.replace(i, 1, "\u2212");
  return text;
}

std::string time_text(const Process& process, const Level& level) {
  if (process.spec().kind == ProcessKind::edm) return "\u03C3 = " + number_text(level.t);
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, process.discrete() ? "t = %.0f" : "t = %.3f", level.t);
  return buffer;
}

std::string noise_text(const Process& process, const Level& level) {
  if (process.spec().kind == ProcessKind::edm || process.spec().kind == ProcessKind::clean) return "";
  if (process.variance_preserving()) {
    // Three decimals, so that the text stands still while it plays; more where it would read 0.
    const double alpha_bar = level.a > 0 && level.s > 0 ? level.a * level.a /
                                                              (level.a * level.a + level.s * level.s)
                                                        : level.alpha_bar();
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.3f", alpha_bar);
    return "\u1FB1 = " + (alpha_bar < 0.001 && alpha_bar > 0 ? number_text(alpha_bar, 2)
                                                             : std::string(buffer));
  }
  return "\u03C3 = " + number_text(level.sigma());
}

}  // namespace alphabar
