#include "core/figures/plots/guidance_data.h"

#include <algorithm>

#include "core/process/clock.h"

namespace alphabar {

PlotData guidance_data(const Derived& derived) {
  PlotData data;
  data.symbol = "w(t)";
  data.meaning = "weight of guidance";
  data.zero_line = true;
  const Process& process = *derived.process;
  const GuidanceSpec& guidance = derived.scene->guidance;
  for (std::size_t i = 0; i < derived.lanes.size(); ++i) {
    const Lane& lane = derived.lanes[i];
    if (lane.guidance.kind == GuidanceKind::none) continue;
    PlotLine line{.name = lane.title, .curve = {}, .ink = Ink::second, .lane = static_cast<int>(i)};
    for (std::size_t r = 0; r < lane.plan->rows.size(); ++r) {
      const Row& row = lane.plan->rows[r];
      if (!row.evaluate || row.report == Report::none) continue;
      line.curve.add(time_on(process, *lane.process, row.from), row.w);
      line.rows.push_back(static_cast<int>(r));
    }
    data.lines.push_back(std::move(line));
  }
  if (guidance.kind != GuidanceKind::none) {
    PlotLine line{.name = "w", .curve = {}};
    constexpr int points = 200;
    for (int i = 0; i <= points; ++i) {
      const double share = static_cast<double>(i) / points;
      line.curve.add(time_of_share(process, share), guidance.scale * weight_at(guidance, share));
    }
    data.lines.push_back(std::move(line));
    data.title_values = 1;
  }
  // At rest while a point is dragged: up to twice the scale, or what there is beyond.
  double low = 0, high = 2 * guidance.scale;
  for (const PlotLine& line : data.lines)
    for (const double w : line.curve.y) {
      low = std::min(low, w);
      high = std::max(high, w);
    }
  const double margin = high > low ? 0.05 * (high - low) : 0.05;
  data.low = low - margin;
  data.high = high + margin;
  if (data.lines.empty()) data.none = "No lane is guided.";
  return data;
}

}  // namespace alphabar
