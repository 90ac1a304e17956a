#include "core/figures/plots/measured_plots.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/metrics/lane_distance.h"
#include "core/metrics/step_errors.h"
#include "core/process/clock.h"

namespace alphabar {
namespace {

constexpr std::size_t stepped = 256, compared = 512;  // particles

/// The title of a slow plot, without "being computed".
PlotData titled(PlotKind kind) {
  PlotData data = pending_data(kind);
  data.none.clear();
  return data;
}

/// The row that a step which ends with `last` starts with.
const Row& first_of_step(const Plan& plan, const std::vector<int>& ends, std::size_t step) {
  const std::size_t first = step == 0 ? 0 : static_cast<std::size_t>(ends[step - 1]) + 1;
  const Row& row = plan.rows[first];
  // A corrector makes the state again that the step starts from.
  return row.report == Report::none && first + 1 < plan.rows.size() ? plan.rows[first + 1] : row;
}

void add_errors(PlotData& data, const Derived& derived, std::size_t lane,
                const StepErrors& errors) {
  const Lane& of = derived.lanes[lane];
  const auto line = [&](const char* part, Ink ink) {
    PlotLine out{.name = of.title + ", " + part, .curve = {}, .lane = static_cast<int>(lane)};
    out.ink = ink;
    if (data.lines.size() < 3) out.label = part;
    return out;
  };
  PlotLine local = line("local", Ink::main), sum = line("sum", Ink::second),
           global = line("global", Ink::faint);
  double so_far = 0;
  for (std::size_t i = 0; i < errors.rows.size(); ++i) {
    const Level& from = first_of_step(*of.plan, errors.rows, i).from;
    const double t = time_on(*derived.process, *of.process, from);
    so_far += errors.local[i];
    for (const auto& [into, value] : {std::pair(&local, errors.local[i]), std::pair(&sum, so_far),
                                      std::pair(&global, errors.global[i])}) {
      const std::size_t before = into->curve.x.size();
      into->curve.add(t, value);
      if (into->curve.x.size() > before) into->rows.push_back(errors.rows[i]);
    }
  }
  for (PlotLine* made : {&local, &sum, &global}) data.lines.push_back(std::move(*made));
}

}  // namespace

PlotData local_error_data(const Derived& derived, std::stop_token stop) {
  PlotData data = titled(PlotKind::local_error);
  for (std::size_t i = 0; i < derived.lanes.size(); ++i)
    if (const auto errors = step_errors(derived.lanes[i], stepped, stop))
      add_errors(data, derived, i, *errors);
  if (data.lines.empty()) data.none = "No lane's sampler follows the flow: each adds noise.";
  return data;
}

PlotData lane_distance_data(const Derived& derived, std::stop_token stop) {
  PlotData data = titled(PlotKind::lane_distance);
  if (derived.lanes.size() < 2) {
    data.none = "One lane alone has nothing to be apart from.";
    return data;
  }
  const Lane& first = derived.lanes.front();
  const Trajectory<float> leading = first_particles(first, compared, stop);
  for (std::size_t i = 1; i < derived.lanes.size(); ++i) {
    const Lane& lane = derived.lanes[i];
    const Trajectory<float> run = first_particles(lane, compared, stop);
    const LaneDistance found =
        lane_distance({lane, *lane.plan, run}, {first, *first.plan, leading});
    PlotLine line{.name = lane.title, .curve = {}, .lane = static_cast<int>(i)};
    for (std::size_t k = 0; k < found.t.size(); ++k) {
      const Level at = lane.process->at(found.t[k]);
      line.curve.add(time_on(*derived.process, *lane.process, at), found.rms[k]);
    }
    data.lines.push_back(std::move(line));
  }
  data.meaning = "from " + first.title + ", rms";
  return data;
}

}  // namespace alphabar
