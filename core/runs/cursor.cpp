#include "core/runs/cursor.h"

#include <algorithm>
#include <cassert>

#include "core/engine/engine.h"

namespace alphabar {
namespace {

/// The reported rows of a plan by their index in it; -1 for x_T.
std::vector<int> reported_rows(const Plan& plan) { return kept_rows(plan, Record{}); }

Cursor place(const Runs& runs, const Plan& plan, double position) {
  const std::vector<Level> levels = reported_levels(plan);
  Cursor at;
  at.steps = levels.size();
  at.step = follow(leading_levels(runs), levels, position);
  at.level = level_at(levels, at.step);
  at.lower = at.upper = at.step.row;
  at.fraction = at.step.fraction;
  if (at.fraction > 0) at.upper = at.lower + 1;
  at.plan_row = reported_rows(plan)[at.upper];
  return at;
}

/// Among lanes that run, by their rising index in the scene: the last up to `wanted`, else the
/// first.
std::size_t place_shown(const std::vector<std::size_t>& running, int wanted) {
  const auto after = std::ranges::upper_bound(running, static_cast<std::size_t>(wanted));
  return after == running.begin() ? 0 : static_cast<std::size_t>(after - running.begin()) - 1;
}

}  // namespace

std::vector<Level> leading_levels(const Runs& runs) {
  return runs.lanes.empty() ? std::vector<Level>{{}} : reported_levels(runs.lanes[0].plan);
}

Cursor cursor(const Runs& runs, std::size_t lane, double position) {
  assert(lane < runs.lanes.size());
  const LaneRun& run = runs.lanes[lane];
  Cursor at = place(runs, run.plan, position);
  if (!run.trajectory || run.trajectory->rows() == at.steps) return at;

  // Rows were left out: find the kept ones on either side.
  const std::vector<int> reported = reported_rows(run.plan);
  const std::vector<int>& kept = run.trajectory->x_rows;
  const auto step_of = [&](std::size_t row) {
    return static_cast<double>(std::lower_bound(reported.begin(), reported.end(), kept[row]) -
                               reported.begin());
  };
  const double wanted = at.step.value();
  std::size_t upper = 0;
  while (upper + 1 < kept.size() && step_of(upper) < wanted) ++upper;
  at.lower = at.upper = upper;
  at.fraction = 0;
  if (upper > 0 && step_of(upper) > wanted) {
    at.lower = upper - 1;
    at.fraction = (wanted - step_of(at.lower)) / (step_of(upper) - step_of(at.lower));
  }
  return at;
}

bool shows_exactly(const Runs& runs, std::size_t lane, double position) {
  assert(lane < runs.lanes.size());
  const LaneRun& run = runs.lanes[lane];
  const Cursor at = place(runs, run.plan, position);
  if (!run.trajectory || run.trajectory->rows() == at.steps) return true;
  const std::vector<int> reported = reported_rows(run.plan);
  const std::vector<int>& kept = run.trajectory->x_rows;
  return std::binary_search(kept.begin(), kept.end(), reported[at.lower]) &&
         std::binary_search(kept.begin(), kept.end(), reported[at.upper]);
}

Cursor cursor(const Runs& runs, const PictureRun& pictures, double position) {
  Cursor at = place(runs, pictures.plan, position);
  const auto last = static_cast<std::size_t>(std::max(pictures.rows_done - 1, 0));
  if (at.upper > last) {
    at.lower = at.upper = std::min(at.upper, last);
    at.fraction = 0;
  }
  return at;
}

std::size_t lane_shown(const Runs& runs, int wanted) {
  std::vector<std::size_t> running;
  for (const LaneRun& lane : runs.lanes) running.push_back(lane.index);
  return place_shown(running, wanted);
}

std::size_t lane_shown(const Scene& scene, int wanted) {
  std::vector<std::size_t> running;
  for (std::size_t i = 0; i < scene.lanes.size(); ++i)
    if (!scene.lanes[i].muted) running.push_back(i);
  return running.empty() ? 0 : running[place_shown(running, wanted)];
}

}  // namespace alphabar
