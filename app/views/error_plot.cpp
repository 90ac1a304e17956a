#include "app/views/error_plot.h"

#include <implot.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "app/views/captions.h"
#include "app/views/error_data.h"
#include "app/views/plot_parts.h"
#include "app/views/text.h"

namespace alphabar {
namespace {

struct Axes {
  double left = 1e300, right = 0, low = 1e300, high = 0;  // both logarithmic

  void take(double x, double y) {
    left = std::min(left, x);
    right = std::max(right, x);
    low = std::min(low, y);
    high = std::max(high, y);
  }
  bool empty() const { return right == 0; }
  /// Room around what was taken, and never less than a factor of 4.
  void widen() {
    const auto grow = [](double& from, double& to) {
      const double margin = std::pow(to / from, 0.06);
      const double least = std::max(1.0, std::sqrt(4 / (to / from * margin * margin)));
      from /= margin * least;
      to *= margin * least;
    };
    grow(left, right);
    grow(low, high);
  }
};

Axes axes_of(const std::vector<ErrorCurve>& curves) {
  Axes axes;
  for (const ErrorCurve& c : curves) {
    for (std::size_t i = 0; i < c.nfe.size(); ++i) {
      axes.take(c.nfe[i], c.low[i]);
      axes.take(c.nfe[i], c.high[i]);
    }
    if (c.own_value > 0) axes.take(c.own_nfe, c.own_value);
    if (c.floor > 0 && !c.nfe.empty()) axes.take(c.nfe.front(), c.floor);
  }
  if (!axes.empty()) axes.widen();
  return axes;
}

void draw_dashed(ImDrawList& list, const ImVec2& from, float to_x, ImU32 color, float weight,
                 float dash) {
  for (float x = from.x; x < to_x; x += 2 * dash)
    list.AddLine({x, from.y}, {std::min(x + dash, to_x), from.y}, color, weight);
}

/// What particles drawn exactly from the target give; lanes that end on the same level share one.
void draw_floors(const std::vector<ErrorCurve>& curves, const ViewColors& colors, float stroke) {
  ImDrawList& list = *ImPlot::GetPlotDrawList();
  const ImVec2 corner = ImPlot::GetPlotPos(), size = ImPlot::GetPlotSize();
  const float font = ImGui::GetFontSize();
  std::vector<double> drawn;
  for (const ErrorCurve& curve : curves) {
    const auto same = [&](double floor) { return std::abs(floor / curve.floor - 1) < 0.02; };
    if (curve.floor == 0 || std::any_of(drawn.begin(), drawn.end(), same)) continue;
    const float y = ImPlot::PlotToPixels(1, curve.floor).y;
    draw_dashed(list, {corner.x, y}, corner.x + size.x, packed(colors.muted), 1.3F * stroke,
                0.4F * font);
    const bool below = y + 1.4F * font < corner.y + size.y;
    if (drawn.empty())
      draw_text(list, {corner.x + 0.5F * font, y + (below ? 0.15F : -0.15F) * font}, "exact draws",
                packed(colors.muted), {0, below ? 0.0F : 1.0F});
    drawn.push_back(curve.floor);
  }
}

void draw_curve(const ErrorCurve& curve, const Rgb& hue, const ViewColors& colors, float stroke) {
  const int count = static_cast<int>(curve.nfe.size());
  const std::string id = "##" + std::to_string(curve.lane);
  if (count > 0) {
    ImPlot::PlotShaded((id + "band").c_str(), curve.nfe.data(), curve.low.data(),
                       curve.high.data(), count, line_spec(hue, 0.25F, 0));
    ImPlot::PlotLine((id + "line").c_str(), curve.nfe.data(), curve.median.data(), count,
                     line_spec(hue, 1, 2 * stroke));
    for (std::size_t i = 0; i < curve.nfe.size(); ++i)
      plot_dot(colors, curve.nfe[i], curve.median[i], hue, 2.8F);
  }
  if (curve.own_value > 0) plot_dot(colors, curve.own_nfe, curve.own_value, hue, 5);
}

/// The numbers of each lane where it is nearest to the mouse.
void tell(const Runs& runs, const std::vector<ErrorCurve>& curves, const ViewColors& colors,
          double nfe) {
  ImGui::BeginTooltip();
  for (const ErrorCurve& curve : curves) {
    if (curve.nfe.empty()) continue;
    std::size_t nearest = 0;
    const auto gap = [&](std::size_t i) { return std::abs(std::log(curve.nfe[i] / nfe)); };
    for (std::size_t i = 1; i < curve.nfe.size(); ++i)
      if (gap(i) < gap(nearest)) nearest = i;
    ImGui::PushStyleColor(ImGuiCol_Text, packed(colors.lane(curve.lane)));
    ImGui::TextUnformatted(curve.name.c_str());
    ImGui::PopStyleColor();
    ImGui::Text("NFE %.0f   %s   %s to %s", curve.nfe[nearest],
                number_text(curve.median[nearest]).c_str(), number_text(curve.low[nearest]).c_str(),
                number_text(curve.high[nearest]).c_str());
    if (curve.own_value > 0)
      ImGui::TextDisabled("this run: NFE %.0f   %s", curve.own_nfe,
                          number_text(curve.own_value).c_str());
  }
  double floor = 0;
  for (const ErrorCurve& curve : curves) floor = std::max(floor, curve.floor);
  if (floor > 0) ImGui::Text("exact draws   %s", number_text(floor).c_str());
  ImGui::TextDisabled("%d particles, median and 8 in 10 of %d seeds", runs.sweep->spec.particles,
                      runs.sweep->spec.seeds);
  ImGui::EndTooltip();
}

void draw_plot(const Runs& runs, const std::vector<ErrorCurve>& curves, Axes axes,
               const ViewColors& colors, const ImVec2& size) {
  const float font = ImGui::GetFontSize(), stroke = plot_stroke(colors);
  if (!ImPlot::BeginPlot("##error", size, plot_flags)) return;
  ImPlot::SetupAxes(nullptr, nullptr, plot_axis_flags, plot_axis_flags);
  ImPlot::SetupAxisScale(ImAxis_X1, ImPlotScale_Log10);
  ImPlot::SetupAxisScale(ImAxis_Y1, ImPlotScale_Log10);
  ImPlot::SetupAxisLimits(ImAxis_X1, axes.left, axes.right, ImPlotCond_Always);
  ImPlot::SetupAxisLimits(ImAxis_Y1, axes.low, axes.high, ImPlotCond_Always);
  set_log_ticks(ImAxis_X1, axes.left, axes.right, size.x, 2.2F * font);
  set_log_ticks(ImAxis_Y1, axes.low, axes.high, size.y, 1.7F * font);
  ImPlot::PushPlotClipRect();
  draw_floors(curves, colors, stroke);
  ImPlot::PopPlotClipRect();
  for (const ErrorCurve& curve : curves) draw_curve(curve, colors.lane(curve.lane), colors, stroke);
  const double nfe = ImPlot::GetPlotMousePos().x;
  const ImVec2 corner = ImPlot::GetPlotPos(), inner = ImPlot::GetPlotSize();
  ImPlot::EndPlot();
  ImGui::SetCursorScreenPos(corner);
  ImGui::InvisibleButton("numbers", {std::max(inner.x, 1.0F), std::max(inner.y, 1.0F)});
  if (ImGui::IsItemHovered()) tell(runs, curves, colors, nfe);
}

}  // namespace

void draw_error_plot(const Runs& runs, Metric metric, const ViewColors& colors, const ImVec2& size,
                     ImFont* strong) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const float font = ImGui::GetFontSize();
  const auto curves = error_curves(runs, metric);
  const Axes axes = axes_of(curves);

  // Title: the symbol, what it measures, and how far the sweep is.
  const bool under_way = runs.sweep && runs.sweep->progress < 1;
  const std::string progress =
      under_way ? std::to_string(std::lround(100 * runs.sweep->progress)) + " %" : "";
  plot_title(metric_info(metric).symbol, "error against NFE", progress, colors.muted, colors,
             strong, size.x);
  std::vector<PlotName> names;
  for (const ErrorCurve& curve : curves) names.push_back({curve.name, colors.lane(curve.lane)});
  if (!names.empty()) plot_names(names, size.x);
  const float top = ImGui::GetCursorScreenPos().y - corner.y;
  const bool low = size.y - top < 9 * font;  // then the title alone names the axis
  const ImVec2 room{size.x - 0.9F * font, size.y - top - (low ? 0 : 1.4F * font)};
  if (axes.empty()) {
    const bool none = runs.sweep && runs.sweep->progress == 1;
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + size.x);
    ImGui::TextDisabled(none ? "This metric has no value for these lanes."
                             : "Each lane's sampler will be run here with 5 to 200 steps.");
    ImGui::PopTextWrapPos();
  } else if (room.x > 6 * font && room.y > 4 * font) {
    ImGui::PushID("error");
    draw_plot(runs, curves, axes, colors, room);
    if (!low)
      draw_text(*ImGui::GetWindowDrawList(), {corner.x + room.x, corner.y + size.y},
                fitted("evaluations of the model (NFE)", room.x), packed(colors.muted), {1, 1});
    ImGui::PopID();
  }
  ImGui::SetCursorScreenPos(corner);
  ImGui::Dummy(size);
}

}  // namespace alphabar
