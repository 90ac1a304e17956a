#include "app/views/error_data.h"

#include <algorithm>
#include <cmath>

#include "core/plan/samplers.h"

namespace alphabar {
namespace {

bool drawable(double value) { return std::isfinite(value) && value > 0; }

}  // namespace

std::vector<ErrorCurve> error_curves(const Runs& runs, Metric metric) {
  std::vector<ErrorCurve> curves;
  if (!runs.sweep) return curves;
  const SweepSpec& spec = runs.sweep->spec;
  for (std::size_t i = 0; i < spec.lanes.size(); ++i) {
    if (spec.lanes[i].muted) continue;
    ErrorCurve& curve = curves.emplace_back();
    curve.lane = i;
    curve.name = spec.lanes[i].name;
    if (curve.name.empty()) curve.name = sampler_info(spec.lanes[i].sampler.kind).title;
    std::vector<const SweepPoint*> points;
    for (const SweepPoint& point : runs.sweep->points)
      if (point.lane == i) points.push_back(&point);
    std::stable_sort(points.begin(), points.end(),
                     [](const SweepPoint* a, const SweepPoint* b) { return a->nfe < b->nfe; });
    for (const SweepPoint* point : points) {
      const Band& band = point->band(metric);
      if (drawable(point->floor[metric])) curve.floor = point->floor[metric];
      if (point->nfe == 0 || !drawable(band.median)) continue;
      curve.nfe.push_back(point->nfe);
      curve.median.push_back(band.median);
      curve.low.push_back(drawable(band.low) ? band.low : band.median);
      curve.high.push_back(drawable(band.high) ? band.high : band.median);
    }
    const auto own = std::ranges::find(runs.lanes, i, &LaneRun::index);
    if (own == runs.lanes.end() || !own->distances) continue;
    SamplerSpec sampler = own->lane.sampler;
    sampler.grid.steps = spec.lanes[i].sampler.grid.steps;
    const double value = own->distances->value[metric];
    curve.own_nfe = own->plan.evaluations();
    if (sampler == spec.lanes[i].sampler && drawable(value) && curve.own_nfe > 0)
      curve.own_value = value;
  }
  return curves;
}

}  // namespace alphabar
