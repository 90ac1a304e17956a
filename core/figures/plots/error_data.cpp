#include "core/figures/plots/error_data.h"

#include <algorithm>
#include <cmath>

#include "core/io/sweep_table.h"
#include "core/plan/notes/lane_names.h"

namespace alphabar {
namespace {

bool drawable(double value) { return std::isfinite(value) && value > 0; }

void add_points(ErrorCurve& curve, const SweepRun& sweep, Metric metric) {
  std::vector<const SweepPoint*> points;
  for (const SweepPoint& point : sweep.points)
    if (point.lane == curve.lane && point.process == curve.process) points.push_back(&point);
  std::stable_sort(points.begin(), points.end(),
                   [](const SweepPoint* a, const SweepPoint* b) { return a->nfe < b->nfe; });
  for (const SweepPoint* point : points) {
    const Band& band = point->bands[metric];
    const Band& floor = point->floor[metric];
    if (drawable(floor.high))
      curve.floor = {std::max(floor.median, 0.0), std::max(floor.low, 0.0), floor.high};
    if (point->nfe == 0 || !drawable(band.median)) continue;
    curve.nfe.push_back(point->nfe);
    curve.coarse += point->coarse ? 1 : 0;
    curve.median.push_back(band.median);
    curve.low.push_back(drawable(band.low) ? band.low : band.median);
    curve.high.push_back(drawable(band.high) ? band.high : band.median);
  }
}

/// The lane's run as it is now, where it is of the sampler that is swept.
void add_own(ErrorCurve& curve, const Runs& runs, const LaneSpec& swept, Metric metric) {
  const std::optional<std::size_t> place = place_of(runs, curve.lane);
  if (!place) return;
  const Lane& own = runs.lanes[*place];
  const LaneResult& result = runs.results[*place];
  if (!result.current || !result.distances) return;
  SamplerSpec sampler = own.spec.sampler;
  sampler.grid.steps = swept.sampler.grid.steps;
  const double value = result.distances->value[metric];
  curve.own_nfe = own.plan->evaluations();
  if (sampler == swept.sampler && drawable(value) && curve.own_nfe > 0) curve.own_value = value;
}

}  // namespace

namespace {

std::vector<ErrorCurve> curves_of(const Runs& runs, Metric metric) {
  std::vector<ErrorCurve> curves;
  if (!runs.sweep) return curves;
  const SweepSpec& spec = runs.sweep->spec;
  const std::vector<std::string> titles = lane_titles(spec.lanes);
  for (std::size_t lane = 0; lane < spec.lanes.size(); ++lane) {
    if (spec.lanes[lane].muted) continue;
    const std::size_t processes = spec.lanes[lane].process ? 1 : spec.processes.size();
    for (std::size_t process = 0; process < processes; ++process) {
      ErrorCurve& curve = curves.emplace_back();
      curve.lane = lane;
      curve.process = process;
      curve.name = titles[lane];
      if (spec.lanes[lane].process)
        curve.name.append(", ").append(process_name(spec, lane, process));
      else if (spec.processes.size() > 1) {
        curve.schedule = process_name(spec, lane, process);
        std::ranges::replace(curve.schedule, '_', ' ');
      }
      add_points(curve, *runs.sweep, metric);
      if (process == 0) add_own(curve, runs, spec.lanes[lane], metric);
    }
  }
  return curves;
}

bool same_points(const ErrorCurve& a, const ErrorCurve& b) {
  return a.nfe == b.nfe && a.median == b.median;
}

}  // namespace

std::vector<ErrorCurve> error_curves(const Runs& runs, Metric metric) {
  std::vector<ErrorCurve> curves = curves_of(runs, metric);
  if (!runs.reference_runs || curves.empty()) return curves;
  std::vector<ErrorCurve> before;
  for (ErrorCurve& curve : curves_of(*runs.reference_runs, metric)) {
    const bool there =
        std::ranges::any_of(curves, [&](const ErrorCurve& now) { return same_points(now, curve); });
    if (there || curve.nfe.empty()) continue;
    curve.reference = runs.reference->scene->title;
    before.push_back(std::move(curve));
  }
  curves.insert(curves.begin(), before.begin(), before.end());
  return curves;
}

}  // namespace alphabar
