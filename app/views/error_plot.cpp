#include "app/views/error_plot.h"

#include <implot.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "app/views/captions.h"
#include "app/views/error_data.h"
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

ImPlotSpec spec_of(const Rgb& color, float alpha, float weight) {
  ImPlotSpec spec;
  spec.LineColor = vec4(color, alpha);
  spec.FillColor = vec4(color, alpha);
  spec.LineWeight = weight;
  return spec;
}

void set_ticks(ImAxis axis, double low, double high, float pixels, float each) {
  const auto ticks = log_ticks(low, high, static_cast<int>(pixels / each));
  std::vector<std::string> labels;
  std::vector<const char*> pointers;
  for (const double tick : ticks) labels.push_back(number_text(tick, 1));
  for (const std::string& label : labels) pointers.push_back(label.c_str());
  ImPlot::SetupAxisTicks(axis, ticks.data(), static_cast<int>(ticks.size()), pointers.data());
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
    if (drawn.empty())
      draw_text(list, {corner.x + 0.5F * font, y + 0.15F * font}, "exact draws",
                packed(colors.muted));
    drawn.push_back(curve.floor);
  }
}

void draw_curve(const ErrorCurve& curve, const Rgb& hue, const ViewColors& colors, float stroke) {
  const int count = static_cast<int>(curve.nfe.size());
  const std::string id = "##" + std::to_string(curve.lane);
  if (count > 0) {
    ImPlot::PlotShaded((id + "band").c_str(), curve.nfe.data(), curve.low.data(),
                       curve.high.data(), count, spec_of(hue, 0.25F, 0));
    ImPlotSpec line = spec_of(hue, 1, 2 * stroke);
    line.Marker = ImPlotMarker_Circle;
    line.MarkerSize = 2.4F * stroke;
    line.MarkerFillColor = line.MarkerLineColor = vec4(hue);
    ImPlot::PlotLine((id + "line").c_str(), curve.nfe.data(), curve.median.data(), count, line);
  }
  if (curve.own_value == 0) return;
  const ImVec2 at = ImPlot::PlotToPixels(curve.own_nfe, curve.own_value);
  ImDrawList& list = *ImPlot::GetPlotDrawList();
  list.AddCircleFilled(at, 5 * stroke + 2, packed(colors.ground));
  list.AddCircleFilled(at, 5 * stroke, packed(hue));
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
  constexpr ImPlotFlags flags = ImPlotFlags_NoTitle | ImPlotFlags_NoLegend | ImPlotFlags_NoMenus |
                                ImPlotFlags_NoBoxSelect | ImPlotFlags_NoMouseText |
                                ImPlotFlags_NoInputs;
  constexpr ImPlotAxisFlags axis = ImPlotAxisFlags_NoHighlight | ImPlotAxisFlags_NoMenus |
                                   ImPlotAxisFlags_NoSideSwitch;
  const float font = ImGui::GetFontSize(), stroke = colors.stroke * std::max(1.0F, font / 18);
  if (!ImPlot::BeginPlot("##error", size, flags)) return;
  ImPlot::SetupAxes(nullptr, nullptr, axis, axis);
  ImPlot::SetupAxisScale(ImAxis_X1, ImPlotScale_Log10);
  ImPlot::SetupAxisScale(ImAxis_Y1, ImPlotScale_Log10);
  ImPlot::SetupAxisLimits(ImAxis_X1, axes.left, axes.right, ImPlotCond_Always);
  ImPlot::SetupAxisLimits(ImAxis_Y1, axes.low, axes.high, ImPlotCond_Always);
  set_ticks(ImAxis_X1, axes.left, axes.right, size.x, 2 * font);
  set_ticks(ImAxis_Y1, axes.low, axes.high, size.y, 2 * font);
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

/// Lanes' names in their hues, in as many lines as they need. Returns the height used.
float draw_names(const std::vector<ErrorCurve>& curves, const ViewColors& colors, float width) {
  const float font = ImGui::GetFontSize(), line = std::round(1.2F * font);
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  ImVec2 at = corner;
  for (const ErrorCurve& curve : curves) {
    const float wide = std::min(text_size(curve.name).x, width);
    if (at.x > corner.x && at.x + wide > corner.x + width) at = {corner.x, at.y + line};
    draw_text(*ImGui::GetWindowDrawList(), at, fitted(curve.name, width),
              packed(colors.lane(curve.lane)));
    at.x += wide + 1.2F * font;
  }
  return at.y + line - corner.y;
}

}  // namespace

void draw_error_plot(const Runs& runs, Metric metric, const ViewColors& colors, const ImVec2& size,
                     ImFont* strong) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const float font = ImGui::GetFontSize(), axis = 1.4F * font;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const auto curves = error_curves(runs, metric);
  const Axes axes = axes_of(curves);

  // Title: the symbol, what it measures, and how far the sweep is.
  const bool under_way = runs.sweep && runs.sweep->progress < 1;
  const std::string progress =
      under_way ? std::to_string(std::lround(100 * runs.sweep->progress)) + " %" : "";
  ImGui::PushFont(strong, 0);
  const float symbol =
      draw_text(list, corner, metric_info(metric).symbol, packed(colors.text)).x + 0.6F * font;
  ImGui::PopFont();
  const float told = progress.empty() ? 0 : text_size(progress).x + 0.6F * font;
  draw_text(list, {corner.x + symbol, corner.y},
            fitted("error against evaluations", size.x - symbol - told), packed(colors.muted));
  draw_text(list, {corner.x + size.x, corner.y}, progress, packed(colors.muted), {1, 0});

  float top = std::round(1.3F * font);
  ImGui::SetCursorScreenPos({corner.x, corner.y + top});
  top += draw_names(curves, colors, size.x);
  const ImVec2 room{size.x - 0.9F * font, size.y - top - axis};
  if (axes.empty()) {
    const bool none = runs.sweep && runs.sweep->progress == 1;
    ImGui::SetCursorScreenPos({corner.x, corner.y + top});
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + size.x);
    ImGui::TextDisabled(none ? "This metric has no value for these lanes."
                             : "Each lane's sampler will be run here with 5 to 200 steps.");
    ImGui::PopTextWrapPos();
  } else if (room.x > 6 * font && room.y > 5 * font) {
    ImGui::PushID("error");
    ImGui::SetCursorScreenPos({corner.x, corner.y + top});
    draw_plot(runs, curves, axes, colors, room);
    draw_text(list, {corner.x + room.x, corner.y + size.y}, "evaluations of the model (NFE)",
              packed(colors.muted), {1, 1});
    ImGui::PopID();
  }
  ImGui::SetCursorScreenPos(corner);
  ImGui::Dummy(size);
}

}  // namespace alphabar
