#pragma once

#include <vector>

#include "app/views/particles/render/pane_frame.h"

namespace alphabar {

/// Where the particles of a layer are, and the colour of each as frame.color_by says.
struct ColoredPoints {
  std::vector<Vec2> x;      ///< data units
  std::vector<Rgb> colors;  ///< one for all, or one each
};

/// As the renderer's shaders have them (shaders/draw/points_colored.vert).
ColoredPoints colored_points(const PaneFrame& frame, const Layer& layer);

}  // namespace alphabar
