#pragma once

#include <imgui.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "app/views/curves/curve_bend.h"
#include "app/views/curves/level_handles.h"
#include "app/views/curves/weight_points.h"
#include "app/views/draw/view_colors.h"
#include "core/derive/derived.h"
#include "core/figures/plots/plot_table.h"
#include "core/scene/formula.h"

namespace alphabar {

/// How the board is drawn, beyond the scene's own view.
struct BoardStyle {
  ImFont* strong = nullptr;               ///< of the titles; null: the current font
  std::function<void()> copy_items = {};  ///< draws a menu that copies the schedule; empty: none
  const FormulaCurve* typed = nullptr;    ///< a formula to be marked where it fails; null: none
  const SlowPlots* slow = nullptr;        ///< those plots that are there by now; null: none
  /// Of plots that do not all fit, the first ones that do are shown, and none is cut.
  bool whole = false;
};

/// One of the plots that a scene's view asks for.
struct PlotInScene {
  const Scene& scene;
  std::size_t index;  ///< in scene.view.plots

  const PlotSpec& spec() const { return scene.view.plots[index]; }
};

/// What the user asked of the plots; empty: nothing.
struct CurveEdits {
  std::optional<double> position;        ///< that shows the time that is pressed
  std::optional<ViewSpec> view;          ///< with other plots, or other axes
  std::optional<ProcessSpec> process;    ///< bent, or with a point less
  std::optional<LevelEdit> levels;       ///< of a lane, by hand
  std::optional<GuidanceSpec> guidance;  ///< with another weight over time
};

/// The plots that a view asks for, over one time axis: what each shows is in plot_table.h. One line
/// through all of them is the current time. Plots that would be too low to read are scrolled.
class CurveBoard {
 public:
  /// Draws in `size` points of the current ImGui window, at the cursor; a context of ImPlot is
  /// current. Pressing or dragging in a plot asks for a time; hovering reads the numbers; the menus
  /// (right click; "Plots" in the corner) choose the plots and their axes, and copy numbers; a
  /// discrete schedule is bent by its curves, and levels given by hand have handles on the axes.
  CurveEdits draw(const Derived& derived, const Scene& scene, const ViewColors& colors,
                  const ImVec2& size, const BoardStyle& style = {});

 private:
  /// How the plots share the panel, in points.
  struct Layout {
    std::size_t count = 0;  ///< of the plots that are drawn, the first ones
    ImVec2 room{};          ///< of the plots; beneath it stands what the time axis shows
    float width = 0;
    float each = 0;  ///< height of a plot with the space below it
    float space = 0;
    float tick_labels = 0;  ///< height of those of the last plot
    bool fits = false;      ///< there is room to draw any
  };
  static Layout lay_out(const ImVec2& size, std::size_t plots, const BoardStyle& style);
  const PlotData& data(PlotKind kind, const SlowPlots* slow);
  /// Returns the time that is asked for.
  std::optional<double> draw_plots(const PlotFrame& frame, const Layout& layout, const Scene& scene,
                                   const BoardStyle& style, CurveEdits& edits);
  std::optional<double> draw_one(const PlotFrame& frame, const PlotShape& shape,
                                 const PlotInScene& plot, const BoardStyle& style,
                                 CurveEdits& edits);

  Derived of_;  // that the next were made for
  std::map<PlotKind, PlotData> data_;
  CurveBend bend_;
  LevelHandles handles_;
  WeightPoints weights_;
};

}  // namespace alphabar
