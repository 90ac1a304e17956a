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
    if (i >= runs.lanes.size() || !runs.lanes[i].distances) continue;
    SamplerSpec sampler = runs.lanes[i].lane.sampler;
    sampler.grid.steps = spec.lanes[i].sampler.grid.steps;
    const double own = runs.lanes[i].distances->value[metric];
    curve.own_nfe = runs.lanes[i].plan.evaluations();
    if (sampler == spec.lanes[i].sampler && drawable(own) && curve.own_nfe > 0) curve.own_value = own;
  }
  return curves;
}

std::vector<double> log_ticks(double low, double high, int most) {
  const int first = static_cast<int>(std::floor(std::log10(low) - 1e-9));
  const int last = static_cast<int>(std::ceil(std::log10(high) + 1e-9));
  std::vector<double> ticks;
  const auto add = [&](double value) {
    if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) ticks.push_back(value);
  };
  for (int k = first; k <= last; ++k)
    for (const double digit : {1.0, 2.0, 5.0}) add(digit * std::pow(10, k));
  for (int every = 1; static_cast<int>(ticks.size()) > std::max(most, 1) && every <= last - first;
       ++every) {
    ticks.clear();
    for (int k = first; k <= last; ++k)
      if (k % every == 0) add(std::pow(10, k));
  }
  return ticks;
}

}  // namespace alphabar
