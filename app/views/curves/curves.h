#pragma once

#include <imgui.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "app/views/curves/curve_bend.h"
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
};

/// The plots that a view asks for, over one time axis: what each shows is in plot_table.h. One line
/// through all of them is the current time. Plots that would be too low to read are scrolled.
class CurveBoard {
 public:
  /// Draws in `size` points of the current ImGui window, at the cursor; a context of ImPlot is
  /// current. `playback` says what is shown and in what unit the time is told. Pressing or dragging
  /// in a plot asks for a time: the position that shows it is returned. Hovering reads the numbers;
  /// the menus (right click; "Plots" in the corner) choose the plots and their axes, in `view`, and
  /// copy numbers; a discrete schedule is bent by its curves, in `process`, the scene's.
  std::optional<double> draw(const Derived& derived, const PlaybackSpec& playback,
                             ProcessSpec& process, ViewSpec& view, const ViewColors& colors,
                             const ImVec2& size, const BoardStyle& style = {});

 private:
  const PlotData& data(PlotKind kind, const SlowPlots* slow);

  Derived of_;  // that the next were made for
  std::map<PlotKind, PlotData> data_;
  CurveBend bend_;
};

}  // namespace alphabar
