#pragma once

#include <imgui.h>

#include <optional>

#include "app/views/draw/box.h"
#include "app/views/draw/formula_sheet.h"
#include "core/figures/posterior.h"

namespace alphabar {

/// What the picture of a step is drawn with.
struct StepGeometryStyle {
  ViewColors colors;
  Theme theme = Theme::dark;
  Rgb lane;  ///< hue of where the particle lands
};

/// What is drawn of a step.
struct ShownStep {
  const OneStep& step;
  std::optional<Posterior> posterior = {};  ///< beside it
};

/// The picture of a step in a box on screen, with equal axes: the terms tip to tail, from
/// the origin or from x_t, to the next state; x_t and x0_hat with the chord between them; the
/// circle that the noise reaches with one standard deviation; behind them p_t of the level
/// stepped to; the posterior as a circle of one standard deviation of its own. Where there is room
/// for two and the step is small, a second picture shows its end enlarged.
void draw_step_geometry(const ShownStep& shown, const Mixture& model, FormulaSheet& sheet,
                        const StepGeometryStyle& style, const Box& box);

}  // namespace alphabar
