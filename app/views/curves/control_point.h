#pragma once

#include "app/views/curves/curve_plot.h"

namespace alphabar {

/// A point that can be dragged, in a plot's units: drawn as a hollow square, unlike the dot of the
/// current time.
struct ControlPoint {
  double x, y;
  bool lit;
};

/// Inside a plot.
void draw_control_point(const PlotFrame& frame, const ControlPoint& point);

}  // namespace alphabar
