#include "core/metrics/lane_distance.h"

#include <algorithm>
#include <cmath>

#include "core/engine/batch_run.h"
#include "core/plan/timeline.h"
#include "core/process/clock.h"

namespace alphabar {
namespace {

/// The kept states of a run that a step ended on, and their levels.
struct Kept {
  std::vector<std::size_t> rows;  // of the run
  std::vector<Level> levels;
};

Kept kept_of(const LaneRun& of) {
  Kept kept;
  for (std::size_t i = 0; i < of.run.rows(); ++i) {
    const int made_by = of.run.x_rows[i];
    const Row* row = made_by < 0 ? nullptr : &of.plan.rows[static_cast<std::size_t>(made_by)];
    if (row && row->report != Report::state) continue;
    kept.rows.push_back(i);
    kept.levels.push_back(row ? row->to : of.plan.start);
  }
  return kept;
}

/// Root mean square distance of `x` from the point `fraction` of the way from `low` to `high`.
double rms(std::span<const float> x, std::span<const float> low, std::span<const float> high,
           double fraction) {
  const std::size_t count = std::min(x.size(), low.size());
  double sum = 0;
  for (std::size_t e = 0; e < count; ++e) {
    const double there =
        fraction == 0 ? low[e] : std::lerp(double{low[e]}, double{high[e]}, fraction);
    sum += (x[e] - there) * (x[e] - there);
  }
  return std::sqrt(sum / (static_cast<double>(count) / 2));
}

}  // namespace

LaneDistance lane_distance(const LaneRun& a, const LaneRun& b) {
  const Kept own = kept_of(a), other = kept_of(b);
  std::vector<Level> there = other.levels;
  if (a.lane.process != b.lane.process)
    for (Level& level : there) level.t = time_on(*a.lane.process, *b.lane.process, level);
  const auto [first, last_there] = std::ranges::minmax(there, {}, &Level::t);
  const double slack = 1e-9 * (1 + std::abs(last_there.t));
  LaneDistance out;
  for (std::size_t i = 0; i < own.rows.size(); ++i) {
    const double t = own.levels[i].t;
    if (t < first.t - slack || t > last_there.t + slack) continue;
    const RowPosition at = row_at_time(there, t);
    const std::size_t upper = std::min(at.row + 1, other.rows.size() - 1);
    out.t.push_back(t);
    out.rms.push_back(rms(a.run.state(own.rows[i]), b.run.state(other.rows[at.row]),
                          b.run.state(other.rows[upper]), at.fraction));
  }
  const auto last = b.run.state(other.rows.back());
  out.end_t = own.levels.back().t;
  out.end = rms(a.run.state(own.rows.back()), last, last, 0);
  return out;
}

Trajectory<float> first_particles(const Lane& lane, std::size_t particles,
                                  const std::stop_token& stop) {
  RunRequest request = run_request(lane);
  request.particles = std::min(particles, lane.particles);
  request.stop = stop;
  return run_batches<float>(request, 1);
}

}  // namespace alphabar
