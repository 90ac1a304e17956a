#pragma once

#include "app/theme/palette.h"

namespace alphabar {

/// Sets the colours and sizes of ImGui and ImPlot: an 8-pixel grid, flat quiet panels, one type
/// size. `font_scale` is the scene's (0.5..4); every length follows it. Needs both contexts.
/// Cheap; called once a frame.
void apply_theme(Theme theme, float font_scale);

/// The colour behind words that say what is wrong, in the current theme.
ImVec4 error_color();

/// n steps of the 8-pixel grid at the current font scale.
float grid(float n);

}  // namespace alphabar
