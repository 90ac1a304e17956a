#include "app/views/error/error_plot.h"

#include <implot.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>

#include "app/views/draw/plot_parts.h"
#include "app/views/draw/text.h"
#include "core/figures/captions.h"
#include "core/figures/plots/error_data.h"
#include "core/figures/plots/shared_lines.h"

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
    for (const double edge : {c.floor.low, c.floor.median, c.floor.high})
      if (edge > 0 && !c.nfe.empty()) axes.take(c.nfe.front(), edge);
  }
  if (!axes.empty()) axes.widen();
  return axes;
}

/// How a curve on the process-th process of the sweep is dashed; that of the scene is not.
std::array<float, 4> dashes_of(std::size_t process, float stroke) {
  constexpr std::array<std::array<float, 4>, 4> kinds{
      {{8, 4, 8, 4}, {2, 3, 2, 3}, {12, 4, 2, 4}, {22, 5, 22, 5}}};
  std::array<float, 4> out = kinds[(process - 1) % kinds.size()];
  for (float& length : out) length *= stroke;
  return out;
}

/// What particles drawn exactly from the target give, where 8 in 10 of such draws lie; lanes that
/// end on the same level share one.
void draw_floors(const std::vector<ErrorCurve>& curves, const ViewColors& colors, float stroke) {
  ImDrawList& list = *ImPlot::GetPlotDrawList();
  const ImVec2 corner = ImPlot::GetPlotPos(), size = ImPlot::GetPlotSize();
  const float font = ImGui::GetFontSize(), dash = 0.4F * font;
  std::vector<double> drawn;
  for (const ErrorCurve& curve : curves) {
    const Band& floor = curve.floor;
    const auto same = [&](double other) { return std::abs(other / floor.high - 1) < 0.02; };
    if (!curve.reference.empty() || floor.high == 0 ||
        std::any_of(drawn.begin(), drawn.end(), same))
      continue;
    const auto y = [&](double value) {  // 0 and less are below the axis
      return value > 0 ? ImPlot::PlotToPixels(1, value).y : corner.y + size.y + 2 * font;
    };
    const float right = corner.x + size.x;
    list.AddRectFilled({corner.x, y(floor.high)}, {right, y(floor.low)},
                       packed(colors.muted, 0.16F));
    const std::array middle{ImVec2{corner.x, y(floor.median)}, ImVec2{right, y(floor.median)}};
    draw_dashed(list, middle, std::array{dash, dash}, packed(colors.muted), 1.3F * stroke);
    if (drawn.empty()) {  // at the left, where few curves are low yet: inside, below or above
      const float space = 0.15F * font, bottom = std::min(y(floor.low), corner.y + size.y);
      const bool inside = bottom - y(floor.median) > 1.3F * font;
      const bool below = !inside && bottom + 1.4F * font < corner.y + size.y;
      const float at = inside ? bottom - space : below ? bottom + space : y(floor.high) - space;
      draw_text(list, {corner.x + 0.5F * font, at}, "exact draws", packed(colors.muted),
                {0, below ? 0.0F : 1.0F});
    }
    drawn.push_back(floor.high);
  }
}

/// How the curves of a plot are drawn.
struct Pen {
  const ViewColors& colors;
  float stroke;

  Rgb hue(const ErrorCurve& curve) const {
    return curve.reference.empty() ? colors.lane(curve.lane) : colors.muted;
  }
};

Curve pixels_of(const ErrorCurve& curve) {
  Curve pixels;
  for (std::size_t i = 0; i < curve.nfe.size(); ++i) {
    const ImVec2 at = ImPlot::PlotToPixels(curve.nfe[i], curve.median[i]);
    pixels.add(at.x, at.y);
  }
  return pixels;
}

/// Which of the curves on one schedule lie on one another.
void share(const std::vector<ErrorCurve>& curves, const std::vector<Curve>& pixels,
           std::size_t process, float stroke, std::vector<SharedLine>& shared) {
  std::vector<PlotLine> lines;
  for (const ErrorCurve& curve : curves) {
    const bool may = curve.process == process && curve.reference.empty() && !curve.nfe.empty();
    lines.push_back(
        {.name = curve.name, .curve = {}, .lane = may ? static_cast<int>(curve.lane) : -1});
  }
  const std::vector<SharedLine> found = shared_lines(pixels, lines, stroke);
  for (std::size_t i = 0; i < curves.size(); ++i)
    if (lines[i].lane >= 0) shared[i] = found[i];
}

/// Dash, gap, dash, gap of a line: those that lie on one another take turns.
std::array<float, 4> dashes_of(const ErrorCurve& curve, const SharedLine& shared, float stroke) {
  const float dash = 0.6F * ImGui::GetFontSize();
  if (!curve.reference.empty() && curve.process == 0) return {dash, 0.5F * dash, dash, 0.5F * dash};
  if (curve.process == 0) return turn_of(shared, dash);
  const std::array<float, 4> alone = dashes_of(curve.process, stroke);
  if (shared.of == 1) return alone;
  const float period = alone[0] + alone[1];
  return {0, static_cast<float>(shared.place) * period, alone[0],
          static_cast<float>(shared.of - 1 - shared.place) * period + alone[1]};
}

void draw_line(const Pen& pen, const ErrorCurve& curve, const Curve& pixels,
               const SharedLine& shared) {
  const bool own = curve.process == 0 && curve.reference.empty();
  const std::string id =
      "##" + curve.reference + std::to_string(curve.lane) + "," + std::to_string(curve.process);
  const int count = static_cast<int>(curve.nfe.size());
  const Rgb hue = pen.hue(curve);
  ImPlot::PlotShaded((id + "band").c_str(), curve.nfe.data(), curve.low.data(), curve.high.data(),
                     count, line_spec(hue, own ? 0.25F : 0.12F, 0));
  if (own && shared.of == 1) {
    ImPlot::PlotLine((id + "line").c_str(), curve.nfe.data(), curve.median.data(), count,
                     line_spec(hue, 1, 2 * pen.stroke));
    return;
  }
  std::vector<ImVec2> points;
  for (std::size_t i = 0; i < pixels.x.size(); ++i)
    points.push_back({static_cast<float>(pixels.x[i]), static_cast<float>(pixels.y[i])});
  ImPlot::PushPlotClipRect();
  draw_dashed(*ImPlot::GetPlotDrawList(), points, dashes_of(curve, shared, pen.stroke), packed(hue),
              (own ? 2.0F : 1.5F) * pen.stroke);
  ImPlot::PopPlotClipRect();
}

/// Those that lie on one another take turns in dashes, and so do their dots, so that each is seen.
void draw_curves(const Pen& pen, const std::vector<ErrorCurve>& curves) {
  std::vector<Curve> pixels;
  for (const ErrorCurve& curve : curves) pixels.push_back(pixels_of(curve));
  std::vector<SharedLine> shared(curves.size());
  for (std::size_t process = 0; process <= ViewSpec::most_error_processes; ++process)
    share(curves, pixels, process, pen.stroke, shared);
  for (std::size_t k = 0; k < curves.size(); ++k) {
    const ErrorCurve& curve = curves[k];
    if (!curve.nfe.empty()) draw_line(pen, curve, pixels[k], shared[k]);
    const bool own = curve.process == 0 && curve.reference.empty();
    for (std::size_t i = 0; i < curve.nfe.size() && own; ++i)
      if (static_cast<int>(i) % shared[k].of == shared[k].place)
        plot_dot(pen.colors, curve.nfe[i], curve.median[i], pen.hue(curve), 2.8F);
    if (curve.own_value > 0 && curve.reference.empty())
      plot_dot(pen.colors, curve.own_nfe, curve.own_value, pen.hue(curve), 5);
  }
}

/// How each schedule's curves are dashed, at the cursor, which goes below; nothing where there is
/// one.
void schedule_key(const std::vector<ErrorCurve>& curves, const ViewColors& colors, float width) {
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float font = ImGui::GetFontSize(), stroke = plot_stroke(colors), sample = 2.4F * font;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  ImVec2 at = start;
  const auto first = std::ranges::find_if(curves, &std::string::empty, &ErrorCurve::reference);
  for (const ErrorCurve& curve : curves) {
    if (curve.schedule.empty() || !curve.reference.empty() || curve.lane != first->lane) continue;
    const float wide = sample + 0.5F * font + text_size(curve.schedule).x;
    if (at.x > start.x && at.x + wide > start.x + width) at = {start.x, at.y + 1.25F * font};
    const float y = at.y + 0.6F * font;
    const std::array line{ImVec2{at.x, y}, ImVec2{at.x + sample, y}};
    if (curve.process == 0)
      list.AddLine(line[0], line[1], packed(colors.text), 2 * stroke);
    else
      draw_dashed(list, line, dashes_of(curve.process, stroke), packed(colors.text), 1.5F * stroke);
    draw_text(list, {at.x + sample + 0.5F * font, at.y}, curve.schedule, packed(colors.muted));
    at.x += wide + 1.2F * font;
  }
  if (at.x > start.x) ImGui::SetCursorScreenPos({start.x, at.y + 1.4F * font});
}

/// The point of a curve that is nearest to this NFE; it has one.
std::size_t nearest_to(const ErrorCurve& curve, double nfe) {
  std::size_t nearest = 0;
  const auto gap = [&](std::size_t i) { return std::abs(std::log(curve.nfe[i] / nfe)); };
  for (std::size_t i = 1; i < curve.nfe.size(); ++i)
    if (gap(i) < gap(nearest)) nearest = i;
  return nearest;
}

/// The lane whose curve is nearest to the mouse.
std::size_t lane_at(const std::vector<ErrorCurve>& curves, const ImPlotPoint& mouse) {
  std::size_t lane = 0;
  double least = 1e300;
  for (const ErrorCurve& curve : curves) {
    if (curve.nfe.empty()) continue;
    const double off = std::abs(std::log(curve.median[nearest_to(curve, mouse.x)] / mouse.y));
    if (off < least) {
      least = off;
      lane = curve.lane;
    }
  }
  return lane;
}

/// The fewest draws that a guided target stands for; 0: all are known in closed form.
double target_draws(const SweepRun& sweep) {
  double fewest = 0;
  for (const SweepPoint& point : sweep.points)
    if (point.target_draws > 0 && (fewest == 0 || point.target_draws < fewest))
      fewest = point.target_draws;
  return fewest;
}

void tell_curve(const ErrorCurve& curve, const ViewColors& colors, double nfe) {
  if (curve.process == 0) {
    const Rgb hue = Pen{colors, 1}.hue(curve);
    const std::string whose = curve.reference.empty() ? "" : curve.reference + ": ";
    ImGui::PushStyleColor(ImGuiCol_Text, packed(hue));
    ImGui::TextUnformatted((whose + curve.name).c_str());
    ImGui::PopStyleColor();
  }
  if (curve.nfe.empty()) {
    if (!curve.schedule.empty()) ImGui::TextDisabled("%s: not run", curve.schedule.c_str());
    return;
  }
  const std::size_t i = nearest_to(curve, nfe);
  const std::string where = curve.schedule.empty() ? "" : curve.schedule + ":  ";
  ImGui::Text("%sNFE %.0f   %s   %s to %s", where.c_str(), curve.nfe[i],
              number_text(curve.median[i]).c_str(), number_text(curve.low[i]).c_str(),
              number_text(curve.high[i]).c_str());
  if (curve.own_value > 0)
    ImGui::TextDisabled("this run: NFE %.0f   %s", curve.own_nfe,
                        number_text(curve.own_value).c_str());
}

/// The numbers of each curve where it is nearest to the mouse; of many curves, those of one lane.
void tell(const Runs& runs, const std::vector<ErrorCurve>& curves, const ViewColors& colors,
          const ImPlotPoint& mouse) {
  const std::size_t lane = lane_at(curves, mouse);
  ImGui::BeginTooltip();
  for (const ErrorCurve& curve : curves)
    if (curves.size() <= 8 || curve.lane == lane) tell_curve(curve, colors, mouse.x);
  Band floor{};
  for (const ErrorCurve& curve : curves)
    if (curve.reference.empty() && curve.floor.high > floor.high) floor = curve.floor;
  if (floor.high > 0) {
    ImGui::Text("exact draws   %s   %s to %s", number_text(floor.median).c_str(),
                number_text(floor.low).c_str(), number_text(floor.high).c_str());
    ImGui::TextDisabled(
        "A curve inside this band is as good as exact, and below its middle by\n"
        "chance: the same seeds at every NFE, so along all of the curve.");
  }
  ImGui::TextDisabled("%d particles, median and 8 in 10 of %d seeds", runs.sweep->spec.particles,
                      runs.sweep->spec.seeds);
  if (std::ranges::any_of(curves, [](const ErrorCurve& curve) { return curve.coarse > 0; }))
    ImGui::TextDisabled("(some points are of fewer yet)");
  if (const double draws = target_draws(*runs.sweep); draws > 0)
    ImGui::TextDisabled("the guided target stands as %.0f draws", draws);
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
  draw_curves({colors, stroke}, curves);
  const ImPlotPoint mouse = ImPlot::GetPlotMousePos();
  const ImVec2 corner = ImPlot::GetPlotPos(), inner = ImPlot::GetPlotSize();
  end_plot();
  ImGui::SetCursorScreenPos(corner);
  ImGui::InvisibleButton("numbers", {std::max(inner.x, 1.0F), std::max(inner.y, 1.0F)});
  if (ImGui::IsItemHovered()) tell(runs, curves, colors, mouse);
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
  plot_title({metric_info(metric).symbol, "error against NFE", progress, colors.muted}, colors,
             strong, size.x);
  std::vector<PlotName> names;
  for (const ErrorCurve& curve : curves)
    if (curve.process == 0 && curve.reference.empty())
      names.push_back({curve.name, colors.lane(curve.lane)});
  const auto kept = std::ranges::find_if_not(curves, &std::string::empty, &ErrorCurve::reference);
  if (kept != curves.end()) names.push_back({kept->reference, colors.muted});
  if (!names.empty()) plot_names(names, size.x);
  schedule_key(curves, colors, size.x);
  const float top = ImGui::GetCursorScreenPos().y - corner.y;
  const bool low = size.y - top < 9 * font;  // then the title alone names the axis
  const ImVec2 room{size.x - 0.9F * font, size.y - top - (low ? 0 : 1.4F * font)};
  if (axes.empty()) {
    const bool none = runs.sweep && runs.sweep->progress == 1;
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + size.x);
    ImGui::TextDisabled(none ? "This metric has no value for these lanes."
                             : "Each lane's sampler will be run here with few and many steps.");
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
