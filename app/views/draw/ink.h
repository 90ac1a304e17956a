#pragma once

#include "app/views/draw/view_colors.h"

namespace alphabar {

/// Lightness as it is seen, from linear light (CIE 1976), in [0, 1].
float lightness(const Rgb& color);

/// The colour of text or of the ground, whichever stands out more on `behind`.
Rgb ink_on(const Rgb& behind, const ViewColors& colors);

}  // namespace alphabar
