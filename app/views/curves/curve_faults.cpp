#include "app/views/curves/curve_faults.h"

#include <implot.h>

#include <algorithm>

#include "app/views/curves/curve_bend.h"
#include "app/views/draw/plot_parts.h"
#include "app/views/draw/text.h"

namespace alphabar {

void draw_faults(const PlotFrame& frame, PlotKind kind, const FormulaCurve& typed) {
  const ImVec2 min = ImPlot::GetPlotPos(), size = ImPlot::GetPlotSize();
  const auto edge = [](double t) { return ImPlot::PlotToPixels(t, 1.0).x; };
  const std::vector<std::size_t>& faults = typed.faults;
  ImPlot::PushPlotClipRect();
  ImDrawList& list = *ImPlot::GetPlotDrawList();
  for (std::size_t i = 0; i < faults.size();) {
    std::size_t j = i;
    while (j + 1 < faults.size() && faults[j + 1] == faults[j] + 1) ++j;
    const float left = edge(static_cast<double>(faults[i]) + 0.5);  // t = index + 1, half before
    const float right = edge(static_cast<double>(faults[j]) + 1.5);
    const float more = std::max(0.0F, (3 * frame.stroke - (right - left)) / 2);
    list.AddRectFilled({left - more, min.y}, {right + more, min.y + size.y},
                       packed(frame.colors.error, 0.6F));
    i = j + 1;
  }
  ImPlot::PopPlotClipRect();
  Curve curve;
  for (std::size_t i = 0; i < typed.alpha_bar.size(); ++i)
    curve.add(static_cast<double>(i + 1), shown_value(kind, typed.alpha_bar[i]));
  if (!curve.empty())
    ImPlot::PlotLine("##typed", curve.x.data(), curve.y.data(), static_cast<int>(curve.x.size()),
                     line_spec(frame.colors.text, 1, 2 * frame.stroke));
}

}  // namespace alphabar
