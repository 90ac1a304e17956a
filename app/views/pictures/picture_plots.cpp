#include "app/views/pictures/picture_plots.h"

#include <implot.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "app/views/draw/plot_parts.h"
#include "app/views/draw/text.h"
#include "app/views/pictures/picture_lanes.h"
#include "core/figures/captions.h"

namespace alphabar {
namespace {

/// What is left of `size` below a title at the cursor; begins a plot there. False: no room.
bool begin_plot(const char* id, const ImVec2& corner, const ImVec2& size) {
  const ImVec2 room{size.x, size.y - (ImGui::GetCursorScreenPos().y - corner.y)};
  if (room.x < 6 * ImGui::GetFontSize() || room.y < 4 * ImGui::GetFontSize()) return false;
  return ImPlot::BeginPlot(id, room, plot_flags);
}

void vertical_line(double x, const ViewColors& colors) {
  const ImVec2 pos = ImPlot::GetPlotPos(), size = ImPlot::GetPlotSize();
  const float at = ImPlot::PlotToPixels(x, 0).x;
  ImPlot::PushPlotClipRect();
  ImPlot::GetPlotDrawList()->AddLine({at, pos.y}, {at, pos.y + size.y}, packed(colors.accent),
                                     plot_stroke(colors));
  ImPlot::PopPlotClipRect();
}

/// Where a level stands on the axis of noise, falling: clean data has a place, too.
double noise_place(double sigma) { return std::clamp(sigma, 1e-3, 1e5); }

/// A lane's line of moments or of errors.
struct Line {
  std::vector<double> sigma, middle, low, high;
};

Line line_of(const std::vector<PictureMoments>& moments, bool errors) {
  Line line;
  for (const PictureMoments& at : moments) {
    line.sigma.push_back(noise_place(at.sigma));
    line.middle.push_back(errors ? at.deviation : at.mean);
    line.low.push_back(at.mean - at.deviation);
    line.high.push_back(at.mean + at.deviation);
  }
  return line;
}

void set_noise_axis(const std::vector<Line>& lines, float width) {
  double low = 1e5, high = 1e-3;
  for (const Line& line : lines)
    for (const double sigma : line.sigma) {
      low = std::min(low, sigma);
      high = std::max(high, sigma);
    }
  if (low >= high) low = high / 10;
  ImPlot::SetupAxes("\u03C3", nullptr, plot_axis_flags | ImPlotAxisFlags_Invert, plot_axis_flags);
  ImPlot::SetupAxisScale(ImAxis_X1, ImPlotScale_Log10);
  ImPlot::SetupAxisLimits(ImAxis_X1, low / 1.1, high * 1.1, ImPlotCond_Always);
  set_log_ticks(ImAxis_X1, low / 1.1, high * 1.1, width, 3 * ImGui::GetFontSize());
}

}  // namespace

void draw_histogram(std::span<const float> picture, PictureRows rows, const ViewColors& colors,
                    ImFont* strong, const ImVec2& size) {
  const double reach = rows == PictureRows::x0_hat ? 1.2 : 3;
  const std::vector<int> counts = histogram_of(picture, 48, reach);
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  double sum = 0;
  for (const float value : picture) sum += value;
  const std::string mean =
      picture.empty() ? "" : "mean " + number_text(sum / static_cast<double>(picture.size()), 2);
  ImGui::BeginGroup();
  plot_title({"", "its numbers", mean, colors.muted}, colors, strong, size.x);
  const int most = std::max(1, *std::ranges::max_element(counts));
  if (begin_plot("##histogram", corner, size)) {
    ImPlot::SetupAxes(nullptr, nullptr, plot_axis_flags,
                      plot_axis_flags | ImPlotAxisFlags_NoTickLabels);
    ImPlot::SetupAxisLimits(ImAxis_X1, -reach, reach, ImPlotCond_Always);
    ImPlot::SetupAxisLimits(ImAxis_Y1, 0, 1.08 * most, ImPlotCond_Always);
    ImPlot::SetupAxisFormat(ImAxis_X1, "%g");
    ImPlot::PushPlotClipRect();
    const double bin = 2 * reach / static_cast<double>(counts.size());
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const double left = -reach + bin * static_cast<double>(i);
      ImPlot::GetPlotDrawList()->AddRectFilled(ImPlot::PlotToPixels(left, counts[i]),
                                               ImPlot::PlotToPixels(left + 0.9 * bin, 0),
                                               packed(colors.curve, 0.7F));
    }
    ImPlot::PopPlotClipRect();
    end_plot();
  }
  ImGui::EndGroup();
}

void draw_moments(const PictureRuns& pictures, std::span<const MomentsLine> of, const Level& now,
                  const ViewColors& colors, ImFont* strong, const ImVec2& size) {
  std::vector<Line> lines;
  bool errors = false;
  for (const MomentsLine& each : of) errors = errors || !each.errors.empty();
  double low = 0, high = 0.01;
  for (const MomentsLine& each : of) {
    const Line& line = lines.emplace_back(line_of(errors ? each.errors : each.moments, errors));
    for (std::size_t i = 0; i < line.middle.size(); ++i) {
      low = std::min(low, errors ? 0 : line.low[i]);
      high = std::max(high, errors ? line.middle[i] : line.high[i]);
    }
  }
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  ImGui::BeginGroup();
  plot_title(errors ? PlotTitle{"|x \u2212 x\u2032|", "root mean square, on the way back", "",
                                colors.muted}
                    : PlotTitle{"x\u0302\u2080", "mean and spread of its pixels", "", colors.muted},
             colors, strong, size.x);
  if (begin_plot("##moments", corner, size)) {
    set_noise_axis(lines, size.x);
    ImPlot::SetupAxisLimits(ImAxis_Y1, low - 0.06 * (high - low), high + 0.06 * (high - low),
                            ImPlotCond_Always);
    ImPlot::SetupAxisFormat(ImAxis_Y1, "%g");
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const Line& line = lines[i];
      const Rgb hue = colors.lane(pictures.lanes[i]->lane);
      const auto n = static_cast<int>(line.sigma.size());
      const std::string id = "##" + std::to_string(i);
      ImPlotSpec band = line_spec(hue, 1, plot_stroke(colors));
      band.FillAlpha = 0.25F;
      band.FillColor = vec4(hue);
      if (!errors)
        ImPlot::PlotShaded((id + "band").c_str(), line.sigma.data(), line.low.data(),
                           line.high.data(), n, band);
      ImPlot::PlotLine(id.c_str(), line.sigma.data(), line.middle.data(), n,
                       line_spec(hue, 1, 2 * plot_stroke(colors)));
    }
    vertical_line(noise_place(now.sigma()), colors);
    end_plot();
  }
  ImGui::EndGroup();
}

namespace {

struct Extent {
  double low[2] = {1e300, 1e300}, high[2] = {-1e300, -1e300};
};

Extent extent_of(const PicturePlane& plane) {
  Extent all;
  for (const auto& lane : plane.points)
    for (const Vec2& point : lane)
      for (std::size_t i = 0; i < 2; ++i) {
        all.low[i] = std::min(all.low[i], point[i]);
        all.high[i] = std::max(all.high[i], point[i]);
      }
  for (std::size_t i = 0; i < 2; ++i) {
    const double margin = 0.06 * std::max(all.high[i] - all.low[i], 1e-3);
    all.low[i] -= margin;
    all.high[i] += margin;
  }
  return all;
}

/// A lane's ways up to its current row; the picture that is looked at stands out.
void draw_ways(const std::vector<Vec2>& points, int pictures, int row, int picture, const Rgb& hue,
               const ViewColors& colors) {
  ImDrawList& list = *ImPlot::GetPlotDrawList();
  const int rows = static_cast<int>(points.size()) / std::max(pictures, 1);
  const auto at = [&](int r, int p) {
    const Vec2& point = points[static_cast<std::size_t>(r * pictures + p)];
    return ImPlot::PlotToPixels(point[0], point[1]);
  };
  const float stroke = plot_stroke(colors);
  for (int p = 0; p < pictures; ++p) {
    const bool chosen = p == picture;
    std::vector<ImVec2> way;
    for (int r = 0; r <= std::min(row, rows - 1); ++r) way.push_back(at(r, p));
    if (way.empty()) continue;
    list.AddPolyline(way.data(), static_cast<int>(way.size()), packed(hue, chosen ? 1 : 0.3F),
                     (chosen ? 2 : 1) * stroke);
    list.AddCircleFilled(way.back(), (chosen ? 5 : 3) * stroke, packed(hue));
    if (chosen) list.AddCircle(way.back(), 7 * stroke, packed(colors.text), 0, stroke);
  }
}

}  // namespace

void draw_picture_plane(const PicturePlane& plane, std::span<const int> rows, int picture,
                        const ViewColors& colors, ImFont* strong, const ImVec2& size) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const auto percent = [](double share) { return std::to_string(std::lround(100 * share)) + " %"; };
  ImGui::BeginGroup();
  plot_title({"x\u209C", "states on their first two principal components",
              percent(plane.shares[0]) + " and " + percent(plane.shares[1]) + " of the variance",
              colors.muted},
             colors, strong, size.x);
  const Extent extent = extent_of(plane);
  if (begin_plot("##plane", corner, size)) {
    ImPlot::SetupAxes("first component", "second", plot_axis_flags, plot_axis_flags);
    ImPlot::SetupAxisLimits(ImAxis_X1, extent.low[0], extent.high[0], ImPlotCond_Always);
    ImPlot::SetupAxisLimits(ImAxis_Y1, extent.low[1], extent.high[1], ImPlotCond_Always);
    ImPlot::SetupAxisFormat(ImAxis_X1, "%g");
    ImPlot::SetupAxisFormat(ImAxis_Y1, "%g");
    ImPlot::PushPlotClipRect();
    for (std::size_t i = 0; i < plane.points.size() && i < rows.size(); ++i) {
      const PictureRun& run = *plane.of->lanes[i];
      draw_ways(plane.points[i], run.pictures, rows[i], picture, colors.lane(run.lane), colors);
    }
    ImPlot::PopPlotClipRect();
    end_plot();
  }
  ImGui::EndGroup();
}

}  // namespace alphabar
