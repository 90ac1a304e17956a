#include "core/io/sweep_table.h"

#include "core/base/error.h"
#include "core/plan/notes/lane_names.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {

std::string process_name(const SweepSpec& spec, std::size_t lane, std::size_t process) {
  const auto& own = spec.lanes[lane].process;
  return process_info(own ? own->kind : spec.processes[process].kind).name;
}

std::string gap_text(const SweepSpec& spec, const SweepGap& gap) {
  return "left out " + lane_titles(spec.lanes)[gap.lane] + " on " +
         process_name(spec, gap.lane, gap.process) + " with " + std::to_string(gap.steps) +
         " steps: " + gap.reason;
}

std::vector<Metric> or_all(std::vector<Metric> wanted) {
  if (wanted.empty())
    for (const MetricInfo& info : metrics()) wanted.push_back(info.kind);
  return wanted;
}

void check_found(const Sweep& sweep) {
  if (sweep.points().empty())
    throw BadRequest("sweep", "no combination can be run", "", "", sweep.gaps().front().reason);
}

std::vector<CsvColumn> sweep_table(const SweepSpec& spec, std::span<const SweepPoint> points,
                                   std::span<const Metric> metrics) {
  CsvColumn lane{"lane", {}}, sampler{"sampler", {}}, process{"process", {}}, steps{"steps", {}},
      nfe{"nfe", {}}, metric{"metric", {}}, median{"median", {}}, low{"low", {}}, high{"high", {}},
      floor{"floor", {}}, draws{"target_draws", {}};
  const std::vector<std::string> titles = lane_titles(spec.lanes);
  for (const SweepPoint& point : points)
    for (const Metric m : metrics) {
      lane.words.push_back(titles[point.lane]);
      sampler.words.emplace_back(sampler_info(spec.lanes[point.lane].sampler.kind).name);
      process.words.push_back(process_name(spec, point.lane, point.process));
      steps.values.push_back(point.steps);
      nfe.values.push_back(point.nfe);
      metric.words.emplace_back(metric_info(m).name);
      median.values.push_back(point.bands[m].median);
      low.values.push_back(point.bands[m].low);
      high.values.push_back(point.bands[m].high);
      floor.values.push_back(point.floor[m].median);
      draws.values.push_back(point.target_draws);
    }
  return {lane, sampler, process, steps, nfe, metric, median, low, high, floor, draws};
}

}  // namespace alphabar
