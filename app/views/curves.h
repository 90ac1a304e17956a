#pragma once

#include <imgui.h>

#include <map>
#include <memory>
#include <optional>

#include "app/session/runs.h"
#include "app/views/curve_bend.h"
#include "app/views/plot_table.h"
#include "app/views/view_colors.h"

namespace alphabar {

/// The plots that a view asks for, over one time axis: what each shows is in plot_table.h. One line
/// through all of them is the current time. Plots that would be too low to read are scrolled.
class CurveBoard {
 public:
  /// Draws in `size` points of the current ImGui window, at the cursor; a context of ImPlot is
  /// current. Pressing or dragging in a plot asks for a time: the position that shows it is
  /// returned. Hovering reads the numbers; the menus (right click; "Plots" in the corner) choose
  /// the plots and their axes, in `view`, and copy numbers; a discrete schedule is bent by its
  /// curves, in `process`, the scene's. `strong`: font of the titles, null for the current one.
  std::optional<double> draw(const Runs& runs, double position, ProcessSpec& process,
                             ViewSpec& view, const ViewColors& colors, const ImVec2& size,
                             ImFont* strong = nullptr);

 private:
  const PlotData& data(const Runs& runs, PlotKind kind);

  std::shared_ptr<const Process> process_;  // that the next were made for
  std::map<PlotKind, PlotData> data_;
  CurveBend bend_;
};

}  // namespace alphabar
