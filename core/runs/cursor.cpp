#include "core/runs/cursor.h"

#include <algorithm>
#include <cassert>

#include "core/engine/engine.h"

namespace alphabar {
namespace {

/// The reported rows of a plan by their index in it; -1 for x_T.
std::vector<int> reported_rows(const Plan& plan) { return kept_rows(plan, Record{}); }

Cursor place(const Derived& derived, const Plan& plan, double position) {
  const std::vector<Level> levels = reported_levels(plan);
  Cursor at;
  at.steps = levels.size();
  at.step = follow(leading_levels(derived), levels, position);
  at.level = level_at(levels, at.step);
  at.lower = at.upper = at.step.row;
  at.fraction = at.step.fraction;
  if (at.fraction > 0) at.upper = at.lower + 1;
  at.plan_row = reported_rows(plan)[at.upper];
  return at;
}

/// Sets lower, upper and fraction to the kept rows on either side of a place in the plan that ran.
void find_kept(Cursor& at, const Plan& plan, const std::vector<int>& kept) {
  const std::vector<int> reported = reported_rows(plan);
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
}

/// Among lanes that run, by their rising index in the scene: the last up to `wanted`, else the
/// first.
std::size_t place_shown(const std::vector<std::size_t>& running, int wanted) {
  const auto after = std::ranges::upper_bound(running, static_cast<std::size_t>(wanted));
  return after == running.begin() ? 0 : static_cast<std::size_t>(after - running.begin()) - 1;
}

}  // namespace

std::vector<Level> leading_levels(const Derived& derived) {
  return derived.lanes.empty() ? std::vector<Level>{{}} : reported_levels(*derived.lanes[0].plan);
}

Cursor cursor(const Derived& derived, std::size_t lane, double position) {
  assert(lane < derived.lanes.size());
  return place(derived, *derived.lanes[lane].plan, position);
}

Cursor cursor(const Runs& runs, std::size_t lane, double position) {
  assert(lane < runs.lanes.size());
  Cursor at = place(runs, *runs.lanes[lane].plan, position);
  const LaneResult& result = runs.results[lane];
  if (!result.trajectory) return at;
  Cursor ran = result.plan == runs.lanes[lane].plan ? at : place(runs, *result.plan, position);
  if (result.trajectory->rows() != ran.steps)
    find_kept(ran, *result.plan, result.trajectory->x_rows);
  at.lower = ran.lower;
  at.upper = ran.upper;
  at.fraction = ran.fraction;
  return at;
}

bool shows_exactly(const Plan& plan, const Trajectory<float>& run, const Derived& derived,
                   double position) {
  const Cursor at = place(derived, plan, position);
  if (run.rows() == at.steps) return true;
  const std::vector<int> reported = reported_rows(plan);
  return std::ranges::binary_search(run.x_rows, reported[at.lower]) &&
         std::ranges::binary_search(run.x_rows, reported[at.upper]);
}

bool shows_exactly(const Runs& runs, std::size_t lane, double position) {
  assert(lane < runs.lanes.size());
  const LaneResult& result = runs.results[lane];
  return !result.trajectory || shows_exactly(*result.plan, *result.trajectory, runs, position);
}

Cursor cursor(const Derived& derived, const PictureRun& pictures, double position) {
  Cursor at = place(derived, pictures.plan, position);
  const auto last = static_cast<std::size_t>(std::max(pictures.rows_done - 1, 0));
  if (at.upper > last) {
    at.lower = at.upper = std::min(at.upper, last);
    at.fraction = 0;
  }
  return at;
}

std::size_t lane_shown(const Derived& derived, int wanted) {
  std::vector<std::size_t> running;
  for (const Lane& lane : derived.lanes) running.push_back(lane.index);
  return place_shown(running, wanted);
}

std::size_t lane_shown(const Scene& scene, int wanted) {
  std::vector<std::size_t> running;
  for (std::size_t i = 0; i < scene.lanes.size(); ++i)
    if (!scene.lanes[i].muted) running.push_back(i);
  return running.empty() ? 0 : running[place_shown(running, wanted)];
}

}  // namespace alphabar
