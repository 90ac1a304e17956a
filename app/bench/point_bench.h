#pragma once

#include <cstddef>

namespace alphabar {

/// Particles drawn a second: by the renderer as a pane shows them (between two rows, over p_t's
/// shading), and as bare GL points of one pixel from one buffer into a picture of the same size.
struct PointSpeed {
  double renderer, bare;
};

/// The best of `repetitions` of each, taken in turn, in a picture of 900 x 600 pixels. A context of
/// OpenGL 3.3 core is current. particles >= 1, repetitions >= 1. Throws Failed where a shader does
/// not compile.
PointSpeed measure_point_speed(std::size_t particles, int repetitions);

}  // namespace alphabar
