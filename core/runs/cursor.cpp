#include "core/runs/cursor.h"

#include <algorithm>
#include <cassert>

#include "core/engine/engine.h"
#include "core/process/clock.h"

namespace alphabar {
namespace {

/// The reported rows of a plan by their index in it; -1 for x_T.
std::vector<int> reported_rows(const Plan& plan) { return kept_rows(plan, Record{}); }

/// A plan with the process that it is for.
struct PlanOn {
  const Process& process;
  const Plan& plan;
};

Cursor place(const Derived& derived, const PlanOn& of, double position) {
  const auto& [process, plan] = of;
  const std::vector<Level> levels = reported_levels(plan);
  std::vector<Level> shown = levels;
  for (Level& level : shown) level.t = time_on(leading_process(derived), process, level);
  Cursor at;
  at.steps = levels.size();
  at.step = follow(leading_levels(derived), shown, position);
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

std::vector<Level> leading_levels(const Derived& derived, const Process& clock) {
  std::vector<Level> levels = leading_levels(derived);
  for (Level& level : levels) level.t = time_on(clock, leading_process(derived), level);
  return levels;
}

Cursor cursor(const Derived& derived, std::size_t lane, double position) {
  assert(lane < derived.lanes.size());
  const Lane& of = derived.lanes[lane];
  return place(derived, {*of.process, *of.plan}, position);
}

Cursor cursor(const Runs& runs, std::size_t lane, double position) {
  assert(lane < runs.lanes.size());
  const Lane& of = runs.lanes[lane];
  Cursor at = place(runs, {*of.process, *of.plan}, position);
  const LaneResult& result = runs.results[lane];
  if (!result.trajectory) return at;
  Cursor ran = result.plan == of.plan ? at : place(runs, {*of.process, *result.plan}, position);
  if (result.trajectory->rows() != ran.steps)
    find_kept(ran, *result.plan, result.trajectory->x_rows);
  at.lower = ran.lower;
  at.upper = ran.upper;
  at.fraction = ran.fraction;
  return at;
}

namespace {

bool shows_exactly(const Derived& derived, const PlanOn& of, const Trajectory<float>& run,
                   double position) {
  const Cursor at = place(derived, of, position);
  if (run.rows() == at.steps) return true;
  const std::vector<int> reported = reported_rows(of.plan);
  return std::ranges::binary_search(run.x_rows, reported[at.lower]) &&
         std::ranges::binary_search(run.x_rows, reported[at.upper]);
}

}  // namespace

bool shows_exactly(const Derived& derived, std::size_t lane, const Trajectory<float>& run,
                   double position) {
  const Lane& of = derived.lanes[lane];
  return shows_exactly(derived, {*of.process, *of.plan}, run, position);
}

bool shows_exactly(const Runs& runs, std::size_t lane, double position) {
  assert(lane < runs.lanes.size());
  const LaneResult& result = runs.results[lane];
  return !result.trajectory || shows_exactly(runs, {*runs.lanes[lane].process, *result.plan},
                                             *result.trajectory, position);
}

Cursor cursor(const Derived& derived, const PictureRun& pictures, double position) {
  Cursor at = place(derived, {*derived.process, pictures.plan}, position);
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
