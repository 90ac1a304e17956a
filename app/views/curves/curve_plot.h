#pragma once

#include <imgui.h>

#include <functional>
#include <span>

#include "app/views/draw/view_colors.h"
#include "core/figures/plots/plot_table.h"
#include "core/figures/plots/value_axis.h"

namespace alphabar {

/// What all plots of the panel share in one frame.
struct PlotFrame {
  const Derived& derived;
  const ViewColors& colors;
  ImFont* strong;       ///< of titles; null: the current one
  double position;      ///< of playback
  Level now;            ///< that is shown
  double t_min, t_max;  ///< what the time axis spans
  bool log_time;
  TimeUnit unit;  ///< of the numbers along it
  float stroke;
};

/// What the mouse does in a plot.
struct PlotMouse {
  bool hovered = false, pressed = false, held = false, released = false, doubled = false;
  double time = 0, value = 0;  ///< under the mouse, in the plot's units; the time inside its range
};

/// One plot of the panel.
struct PlotShape {
  ImVec2 size;                   ///< points
  Scale values = Scale::linear;  ///< of the value axis
  bool time_labels = true;       ///< the time axis has its labels
};

/// One plot at the cursor of the current window: title with the value now, names of the lanes where
/// they have lines, axes, curves with their names, the line of the current time, and the numbers
/// under the mouse. `inside`, where given, draws between the curves and the time's line, in
/// ImPlot's plot, and returns a hint on what the mouse is on, or null.
///
/// It ends with an item (an ImGui button over the plot), so that the caller can ask for its context
/// menu.
PlotMouse draw_plot(const PlotFrame& frame, const PlotData& data, const PlotShape& shape,
                    const std::function<const char*(std::span<const Curve>)>& inside = {});

}  // namespace alphabar
