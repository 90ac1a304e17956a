#pragma once

#include "core/scene/data.h"

namespace alphabar {

/// Which part of the plane a pane shows: `half_height` data units from the middle to the top edge,
/// as much to the side as the pane's shape allows; y points up.
struct Camera {
  Vec2 center{0, 0};
  double half_height = 3;

  double half_width(int width, int height) const { return half_height * width / height; }
  /// Pixels per data unit on a pane of this height.
  double scale(int height) const { return height / (2 * half_height); }

  /// Pixels from the pane's top left corner to data units, and back.
  Vec2 to_data(const Vec2& pixel, int width, int height) const {
    const double unit = scale(height);
    return {center[0] + (pixel[0] - 0.5 * width) / unit,
            center[1] - (pixel[1] - 0.5 * height) / unit};
  }
  Vec2 to_pixel(const Vec2& x, int width, int height) const {
    const double unit = scale(height);
    return {0.5 * width + (x[0] - center[0]) * unit, 0.5 * height - (x[1] - center[1]) * unit};
  }
  bool operator==(const Camera&) const = default;
};

}  // namespace alphabar
