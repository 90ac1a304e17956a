#include "app/views/curves/curve_plot.h"

#include <implot.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "app/views/curves/time_ticks.h"
#include "app/views/draw/box.h"
#include "app/views/draw/curve_labels.h"
#include "app/views/draw/plot_parts.h"
#include "app/views/draw/text.h"
#include "core/figures/captions.h"
#include "core/figures/plots/shared_lines.h"
#include "core/runs/cursor.h"

namespace alphabar {
namespace {

const Rgb& hue(const PlotFrame& frame, const PlotLine& line) {
  if (line.lane >= 0) return frame.colors.lane(static_cast<std::size_t>(line.lane));
  return line.ink == Ink::main ? frame.colors.curve : frame.colors.muted;
}

ImPlotSpec line_spec(const PlotFrame& frame, const PlotLine& line) {
  const bool lane = line.lane >= 0;
  if (!line.reference.empty()) return line_spec(frame.colors.muted, 0.8F, 1.4F * frame.stroke);
  switch (line.ink) {
    case Ink::main: return line_spec(hue(frame, line), 1, 2 * frame.stroke);
    case Ink::second: return line_spec(hue(frame, line), lane ? 0.75F : 0.6F, 1.2F * frame.stroke);
    case Ink::faint: return line_spec(hue(frame, line), lane ? 0.5F : 0.4F, frame.stroke);
  }
  return {};
}

/// Which axes are logarithmic.
struct LogAxes {
  bool x, y;
};

/// The points that can be drawn on these axes.
Curve drawable(const Curve& curve, LogAxes log) {
  Curve out;
  for (std::size_t i = 0; i < curve.x.size(); ++i)
    if ((!log.x || curve.x[i] > 0) && (!log.y || curve.y[i] > 0)) out.add(curve.x[i], curve.y[i]);
  return out;
}

double value_now(const PlotFrame& frame, const PlotLine& line) {
  const double on_curve = value_at(line.curve, frame.now.t);
  return std::isfinite(on_curve) || !line.at ? on_curve : line.at(frame.now);
}

/// Symbol and meaning at the left, the value now at the right.
void draw_title(const PlotFrame& frame, const PlotData& data, const ImVec2& size) {
  std::string value;
  for (std::size_t i = data.lines.size() - static_cast<std::size_t>(data.title_values);
       i < data.lines.size(); ++i)
    value.append(value.empty() ? "" : ", ").append(number_text(value_now(frame, data.lines[i])));
  plot_title(
      {data.symbol, data.meaning, value, frame.colors.accent, size.y > 8 * ImGui::GetFontSize()},
      frame.colors, frame.strong, size.x);
}

/// Names of the lanes that have lines here; of many none, which would take the plot's room: panes
/// and the numbers under the mouse say them in the same hues.
void draw_legend(const PlotFrame& frame, const PlotData& data, float width) {
  constexpr std::size_t most = 4;
  std::vector<PlotName> names;
  for (std::size_t i = 0; i < frame.derived.lanes.size(); ++i)
    if (std::ranges::count(data.lines, static_cast<int>(i), &PlotLine::lane))
      names.push_back({frame.derived.lanes[i].title, frame.colors.lane(i)});
  if (!names.empty() && names.size() <= most) plot_names(names, width);
}

/// The axis runs over the process's own time; its numbers are those of the unit asked for.
void set_time_ticks(const PlotFrame& frame, float width) {
  const double low = frame.t_min, high = frame.t_max;
  const auto share = [&](double t) {
    return frame.log_time ? std::log(t / low) / std::log(high / low) : (t - low) / (high - low);
  };
  const TimeAxis axis{low, high, width, [&](double t) { return width * share(t); },
                      [](const std::string& text) { return text_size(text).x; }};
  std::vector<double> places;
  std::vector<const char*> labels;
  const std::vector<TimeTick> ticks =
      time_ticks(*frame.derived.process, leading_levels(frame.derived, *frame.derived.process),
                 frame.unit, axis);
  for (const TimeTick& tick : ticks) {
    places.push_back(tick.t);
    labels.push_back(tick.text.c_str());
  }
  ImPlot::SetupAxisTicks(ImAxis_X1, places.data(), static_cast<int>(places.size()), labels.data());
}

void set_time_axis(const PlotFrame& frame, float width) {
  const double low = frame.t_min, high = frame.t_max;
  if (frame.log_time) {
    ImPlot::SetupAxisScale(ImAxis_X1, ImPlotScale_Log10);
    ImPlot::SetupAxisLimits(ImAxis_X1, low, high, ImPlotCond_Always);
    if (unit_on(*frame.derived.process, frame.unit) == TimeUnit::t)
      set_log_ticks(ImAxis_X1, low, high, width, 2.6F * ImGui::GetFontSize());
  } else {
    const double margin = 0.015 * (high - low);
    ImPlot::SetupAxisLimits(ImAxis_X1, low - margin, high + margin, ImPlotCond_Always);
    ImPlot::SetupAxisFormat(ImAxis_X1, "%g");
  }
  if (unit_on(*frame.derived.process, frame.unit) != TimeUnit::t) set_time_ticks(frame, width);
}

/// "%g" with a true minus sign.
int minus_text(double value, char* text, int size, void*) {
  return std::snprintf(text, static_cast<std::size_t>(size), "%s%g", value < 0 ? "\u2212" : "",
                       std::abs(value));
}

void set_value_axis(const PlotData& data, const std::vector<Curve>& curves, Scale scale,
                    float height) {
  const ValueAxis axis = value_axis(data, curves, scale);
  ImPlot::SetupAxisLimits(ImAxis_Y1, axis.low, axis.high, ImPlotCond_Always);
  if (scale == Scale::logarithmic) {
    ImPlot::SetupAxisScale(ImAxis_Y1, ImPlotScale_Log10);
    set_log_ticks(ImAxis_Y1, axis.low, axis.high, height, 1.7F * ImGui::GetFontSize());
  } else {
    ImPlot::SetupAxisFormat(ImAxis_Y1, minus_text);
  }
}

/// Whether two lanes have lines, which may then lie on one another.
bool has_several_lanes(const PlotData& data) {
  int first = -1;
  return std::ranges::any_of(data.lines, [&](const PlotLine& line) {
    if (first < 0) first = line.lane;
    return line.lane >= 0 && line.lane != first;
  });
}

/// How a line is dashed: a lane's as its hue asks, a reference's in dashes.
int pattern_of(const PlotFrame& frame, const PlotLine& line) {
  if (!line.reference.empty()) return 1;
  return line.lane < 0 ? 0 : frame.colors.pattern(static_cast<std::size_t>(line.lane));
}

/// Dash, gap, dash, gap of a lane's pattern: dashes or dots.
std::array<float, 4> dashes_of(int pattern, float dash) {
  const float on = pattern == 1 ? dash : 0.25F * dash, off = 0.5F * dash;
  return {on, off, on, off};
}

/// Those of lanes that lie on one another take turns in dashes, so that each is seen.
void draw_lines(const PlotFrame& frame, const PlotData& data, const std::vector<Curve>& curves) {
  std::vector<Curve> pixels(curves.size());
  std::vector<SharedLine> shared(curves.size());
  const bool may_share = has_several_lanes(data);
  for (std::size_t i = 0; i < curves.size(); ++i) {
    if (!may_share && pattern_of(frame, data.lines[i]) == 0) continue;
    for (std::size_t k = 0; k < curves[i].x.size(); ++k) {
      const ImVec2 at = ImPlot::PlotToPixels(curves[i].x[k], curves[i].y[k]);
      pixels[i].add(at.x, at.y);
    }
  }
  if (may_share) shared = shared_lines(pixels, data.lines, frame.stroke);
  const float dash = 0.6F * ImGui::GetFontSize();
  std::vector<ImVec2> points;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    if (curves[i].empty()) continue;
    const ImPlotSpec spec = line_spec(frame, data.lines[i]);
    const int pattern = pattern_of(frame, data.lines[i]);
    if (shared[i].of == 1 && pattern == 0) {
      ImPlot::PlotLine(("##" + std::to_string(i)).c_str(), curves[i].x.data(), curves[i].y.data(),
                       static_cast<int>(curves[i].x.size()), spec);
      continue;
    }
    points.clear();
    for (std::size_t k = 0; k < pixels[i].x.size(); ++k)
      points.push_back({static_cast<float>(pixels[i].x[k]), static_cast<float>(pixels[i].y[k])});
    ImPlot::PushPlotClipRect();
    draw_dashed(*ImPlot::GetPlotDrawList(), points,
                shared[i].of > 1 ? turn_of(shared[i], dash) : dashes_of(pattern, dash),
                ImGui::ColorConvertFloat4ToU32(spec.LineColor), spec.LineWeight);
    ImPlot::PopPlotClipRect();
  }
}

void draw_labels(const PlotFrame& frame, const PlotData& data, const std::vector<Curve>& curves) {
  if (std::ranges::all_of(data.lines, [](const PlotLine& l) { return l.label.empty(); })) return;
  const ImVec2 min = ImPlot::GetPlotPos(), size = ImPlot::GetPlotSize();
  LabelPlaces places(min, {min.x + size.x, min.y + size.y});
  std::vector<ImVec2> pixels;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    pixels.clear();
    for (std::size_t k = 0; k < curves[i].x.size(); ++k)
      pixels.push_back(ImPlot::PlotToPixels(curves[i].x[k], curves[i].y[k]));
    places.add(pixels, data.lines[i].lane);
  }
  const bool alone = frame.derived.lanes.size() == 1;  // else one lane's label names those of all
  for (std::size_t i = curves.size(); i-- > 0;) {
    const PlotLine& line = data.lines[i];
    if (line.label.empty()) continue;
    if (const auto at = places.take(i, text_size(line.label)))
      draw_text(*ImPlot::GetPlotDrawList(), *at, line.label,
                packed(line.lane >= 0 && alone ? hue(frame, line) : frame.colors.muted));
  }
}

void draw_dots(const PlotFrame& frame, const PlotData& data) {
  for (std::size_t i = 0; i < data.lines.size(); ++i) {
    const PlotLine& line = data.lines[i];
    if (line.lane >= 0) {
      const Cursor place =
          cursor(frame.derived, static_cast<std::size_t>(line.lane), frame.position);
      const auto row = std::ranges::lower_bound(line.rows, place.plan_row);
      if (place.plan_row < 0 || row == line.rows.end() || *row != place.plan_row) continue;
      const auto point = static_cast<std::size_t>(row - line.rows.begin());
      plot_dot(frame.colors, line.curve.x[point], line.curve.y[point], hue(frame, line));
    } else if (i + static_cast<std::size_t>(data.title_values) >= data.lines.size()) {
      plot_dot(frame.colors, frame.now.t, value_now(frame, line), hue(frame, line));
    }
  }
}

/// By how much it differs from the reference's line, "   (-0.012)"; empty where there is none.
std::string difference_text(const PlotData& data, const PlotLine& line, double time) {
  if (!line.reference.empty()) return "";
  for (const PlotLine& other : data.lines) {
    if (other.reference.empty() || other.name != line.name) continue;
    const double difference = value_at(line.curve, time) - value_at(other.curve, time);
    if (!std::isfinite(difference)) return "";
    return "   (" + std::string(difference < 0 ? "" : "+") + number_text(difference, 3) + ")";
  }
  return "";
}

/// Beside the plots, at the side where there is more room: none of them is covered while the mouse
/// follows a curve.
void draw_numbers(const PlotFrame& frame, const PlotData& data, double time, const char* hint,
                  const Box& box) {
  const auto& [corner, size] = box;
  const Level level = frame.derived.process->at(time);
  const ImGuiViewport& whole = *ImGui::GetMainViewport();
  const float gap = 2.5F * ImGui::GetFontSize(), y = ImGui::GetMousePos().y;
  const float left = corner.x - whole.Pos.x, right = whole.Pos.x + whole.Size.x - corner.x - size.x;
  const float down = y > whole.GetCenter().y ? 1.0F : 0.0F;
  if (left > right)
    ImGui::SetNextWindowPos({corner.x - gap, y}, ImGuiCond_Always, {1, down});
  else
    ImGui::SetNextWindowPos({corner.x + size.x + 0.5F * gap, y}, ImGuiCond_Always, {0, down});
  ImGui::BeginTooltip();
  const double step =
      row_at_time(leading_levels(frame.derived, *frame.derived.process), time).value();
  ImGui::TextUnformatted(time_text(*frame.derived.process, level, frame.unit, step).c_str());
  for (const PlotLine& line : data.lines) {
    const double value = line.at ? line.at(level) : value_at(line.curve, time);
    if (!std::isfinite(value) || (line.ink == Ink::faint && line.lane < 0)) continue;
    if (line.lane >= 0) ImGui::PushStyleColor(ImGuiCol_Text, packed(hue(frame, line)));
    ImGui::Text("%s  %s%s", line.full_name().c_str(), number_text(value, 4).c_str(),
                difference_text(data, line, time).c_str());
    if (line.lane >= 0) ImGui::PopStyleColor();
  }
  if (hint) {
    ImGui::TextDisabled("%s", hint);
    note_drawn(*ImGui::GetWindowDrawList(), hint, ImGui::GetItemRectMin(), ImGui::GetItemRectMax());
  }
  ImGui::EndTooltip();
}

void draw_zero(const PlotFrame& frame) {
  const double zero = 0;
  ImPlotSpec level = line_spec(frame.colors.muted, 0.4F, frame.stroke);
  level.Flags = ImPlotInfLinesFlags_Horizontal;
  ImPlot::PlotInfLines("##zero", &zero, 1, level);
}

void draw_now(const PlotFrame& frame) {
  const double now = std::clamp(frame.now.t, frame.t_min, frame.t_max);
  ImPlot::PlotInfLines("##now", &now, 1, line_spec(frame.colors.accent, 1, 1.4F * frame.stroke));
}

/// The line of the time under the mouse, while that is over the plot and drags nothing.
void draw_mouse_time(const PlotFrame& frame, const PlotMouse& mouse, const Box& box) {
  if (!ImGui::IsWindowHovered() || !ImGui::IsMouseHoveringRect(box.min, box.max()) ||
      ImGui::IsMouseDown(ImGuiMouseButton_Left))
    return;
  ImPlot::PushPlotClipRect();
  const float x = ImPlot::PlotToPixels(mouse.time, mouse.value).x;
  ImPlot::GetPlotDrawList()->AddLine({x, box.min.y}, {x, box.max().y},
                                     packed(frame.colors.muted, 0.6F));
  ImPlot::PopPlotClipRect();
}

/// Answers the mouse over a plot, with a button that keeps it while it drags.
void answer_mouse(PlotMouse& mouse, const Box& box) {
  ImGui::SetCursorScreenPos(box.min);
  ImGui::InvisibleButton("scrub", {std::max(box.size.x, 1.0F), std::max(box.size.y, 1.0F)});
  mouse.hovered = ImGui::IsItemHovered();
  mouse.pressed = ImGui::IsItemActivated();
  mouse.held = ImGui::IsItemActive();
  mouse.released = ImGui::IsItemDeactivated();
  mouse.doubled = mouse.hovered && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
}

}  // namespace

PlotMouse draw_plot(const PlotFrame& frame, const PlotData& data, const PlotShape& shape,
                    const std::function<const char*(std::span<const Curve>)>& inside) {
  PlotMouse mouse;
  const ImVec2& size = shape.size;
  const float top = ImGui::GetCursorScreenPos().y;
  draw_title(frame, data, size);
  draw_legend(frame, data, size.x);
  const ImVec2 room{size.x, size.y - (ImGui::GetCursorScreenPos().y - top)};
  const Scale scale = data.always_log ? Scale::logarithmic : shape.values;
  std::vector<Curve> curves;
  for (const PlotLine& line : data.lines)
    curves.push_back(drawable(line.curve, {frame.log_time, scale == Scale::logarithmic}));

  if (!ImPlot::BeginPlot("##plot", room, plot_flags)) return mouse;
  ImPlot::SetupAxes(nullptr, nullptr,
                    plot_axis_flags | (shape.time_labels ? 0 : ImPlotAxisFlags_NoTickLabels),
                    plot_axis_flags);
  set_time_axis(frame, room.x);
  set_value_axis(data, curves, scale, room.y);
  if (data.zero_line && scale == Scale::linear) draw_zero(frame);
  draw_lines(frame, data, curves);
  const Box box{ImPlot::GetPlotPos(), ImPlot::GetPlotSize()};
  draw_labels(frame, data, curves);
  const char* hint = inside ? inside(curves) : nullptr;
  draw_dots(frame, data);
  draw_now(frame);
  const ImPlotPoint at = ImPlot::GetPlotMousePos();
  mouse.time = std::clamp(at.x, frame.t_min, frame.t_max);
  mouse.value = at.y;
  draw_mouse_time(frame, mouse, box);
  if (!data.none.empty())
    draw_text(*ImPlot::GetPlotDrawList(), {box.min.x + box.size.x / 2, box.min.y + box.size.y / 2},
              fitted(data.none, box.size.x), packed(frame.colors.muted), {0.5F, 0.5F});
  end_plot();

  answer_mouse(mouse, box);
  if (mouse.hovered && (!mouse.held || hint)) draw_numbers(frame, data, mouse.time, hint, box);
  return mouse;
}

}  // namespace alphabar
