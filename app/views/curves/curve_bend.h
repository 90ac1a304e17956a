#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "app/views/curves/curve_plot.h"
#include "core/scene/plot_spec.h"
#include "core/scene/process_spec.h"

namespace alphabar {

/// What a plot of the level shows of an alpha_bar; not finite where it shows nothing.
double shown_value(PlotKind kind, double alpha_bar);

/// What the mouse asked of a plot; empty: nothing.
struct BendEdits {
  std::optional<double> time;
  std::optional<ProcessSpec> process;  ///< bent
};

/// Bending a schedule with the mouse, in every plot that shows its level: a curve that is dragged
/// becomes a drawn one with the place it was taken at among its points; points are dragged, added
/// by a double click and removed by Delete or from the plot's menu. The line of the current time
/// and the empty ground scrub, and so does a click that drags nothing.
class CurveBend {
 public:
  /// Whether a plot of this process can be bent.
  static bool bends(PlotKind kind, const ProcessSpec& process);

  /// Inside the plot: draws the points of a drawn process and finds what the mouse is on. Returns a
  /// hint on it, until the next call, or null.
  const char* draw(const PlotFrame& frame, PlotKind kind, const Curve& curve,
                   const ProcessSpec& process);

  /// After the plot.
  BendEdits edit(PlotKind kind, const PlotMouse& mouse, const ProcessSpec& process);

  bool holds() const { return held_ != Held::nothing; }

  /// The point that the mouse was on when the menu was opened.
  std::optional<std::size_t> menu_point() const { return menu_point_; }

 private:
  enum class On { ground, point, curve };
  On on_ = On::ground;  // what the mouse is on, in the plot drawn last
  std::size_t point_ = 0;
  double reach_ = 0;  // t / T within which a press on the curve takes a point

  void press(PlotKind kind, const PlotMouse& mouse);
  ProcessSpec bent(PlotKind kind, const PlotMouse& mouse, const ProcessSpec& process);

  enum class Held { nothing, time, curve, point };
  Held held_ = Held::nothing;
  PlotKind held_in_ = PlotKind::level;
  std::size_t held_point_ = 0;
  double pressed_time_ = 0;
  bool became_drawn_ = false;  // by what is held
  std::string hint_;
  std::optional<std::size_t> menu_point_;
};

}  // namespace alphabar
