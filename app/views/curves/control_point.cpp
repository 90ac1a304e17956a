#include "app/views/curves/control_point.h"

#include <implot.h>

#include "app/views/draw/text.h"

namespace alphabar {

void draw_control_point(const PlotFrame& frame, const ControlPoint& point) {
  const auto& [x, y, lit] = point;
  const float half = (lit ? 4.6F : 3.6F) * frame.stroke;
  const ImVec2 at = ImPlot::PlotToPixels(x, y);
  const ImVec2 min{at.x - half, at.y - half}, max{at.x + half, at.y + half};
  ImPlot::PushPlotClipRect(8);
  ImDrawList& list = *ImPlot::GetPlotDrawList();
  list.AddRectFilled(min, max, packed(lit ? frame.colors.text : frame.colors.ground));
  list.AddRect(min, max, packed(frame.colors.curve), 0, 1.5F * frame.stroke);
  ImPlot::PopPlotClipRect();
}

}  // namespace alphabar
