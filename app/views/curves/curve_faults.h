#pragma once

#include "app/views/curves/curve_plot.h"
#include "core/scene/formula.h"
#include "core/scene/plot_spec.h"

namespace alphabar {

/// Inside a plot of the level: a typed formula's curve, and the ground shaded over the timesteps
/// where it is no schedule. What lies outside the plot's values is not drawn.
void draw_faults(const PlotFrame& frame, PlotKind kind, const FormulaCurve& typed);

}  // namespace alphabar
