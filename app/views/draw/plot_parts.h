#pragma once

#include <imgui.h>
#include <implot.h>

#include <span>
#include <string>
#include <vector>

#include "app/views/draw/view_colors.h"

namespace alphabar {

// What all plots are made of, so that they look and read alike. A context of ImPlot is current.

/// Nothing of ImPlot's own mouse, menus and legend: a button lies over each plot.
constexpr ImPlotFlags plot_flags = ImPlotFlags_NoTitle | ImPlotFlags_NoLegend |
                                   ImPlotFlags_NoMenus | ImPlotFlags_NoBoxSelect |
                                   ImPlotFlags_NoMouseText | ImPlotFlags_NoInputs;
constexpr ImPlotAxisFlags plot_axis_flags =
    ImPlotAxisFlags_NoHighlight | ImPlotAxisFlags_NoMenus | ImPlotAxisFlags_NoSideSwitch;

/// The width of a thin line in pixels: it grows with the type, and on a projector.
float plot_stroke(const ViewColors& colors);

ImPlotSpec line_spec(const Rgb& color, float alpha, float weight);

/// Ticks of a logarithmic axis from low to high (0 < low < high): 1, 2 and 5 of each decade where
/// those are at most `most`, else powers of ten, every n-th; where there is none, as many of the
/// first as there is room for. Of less than a decade with one such tick or none: even steps.
std::vector<double> log_ticks(double low, double high, int most);

/// Those with their labels, 0.01, 1, 10⁻⁵; each has `room` of the axis's `pixels`.
void set_log_ticks(ImAxis axis, double low, double high, float pixels, float room);

/// The first line of a plot.
struct PlotTitle {
  std::string symbol, meaning;  ///< at the left
  std::string value;            ///< at the right
  Rgb value_color;
  bool may_wrap = false;  ///< a meaning that is too long has a line of its own; else it is cut
};

/// Draws it at the cursor, which goes below it, the symbol in the font `strong` (null: the current
/// one).
void plot_title(const PlotTitle& title, const ViewColors& colors, ImFont* strong, float width);

/// A line through points, in dashes: on, off, on, off ... in pixels, their sum above 0. What lies
/// outside the list's clip rectangle is not drawn.
void draw_dashed(ImDrawList& list, std::span<const ImVec2> points, std::span<const float> dashes,
                 ImU32 color, float weight);

/// A name in the hue of what it names.
struct PlotName {
  std::string text;
  Rgb hue;
};

/// Names below the title, at the cursor, which goes below them; in as many lines as they need.
void plot_names(const std::vector<PlotName>& names, float width);

/// ImPlot::EndPlot(), which draws the labels of the ticks: they are noted as texts that were drawn.
void end_plot();

/// A dot with a rim of the ground, on a curve. Inside a plot.
void plot_dot(const ViewColors& colors, double x, double y, const Rgb& color, float radius = 3.2F);

}  // namespace alphabar
