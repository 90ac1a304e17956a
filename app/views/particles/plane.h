#pragma once

#include "app/views/draw/box.h"
#include "core/figures/camera.h"

namespace alphabar {

/// Where a pane's picture lies on screen, and what of the data it shows.
struct Plane {
  Box box;
  Camera camera;

  int width() const { return static_cast<int>(box.size.x); }
  int height() const { return static_cast<int>(box.size.y); }
  /// Pixels per data unit.
  double scale() const { return camera.scale(height()); }
  /// A place in the data on screen, and back.
  ImVec2 on_screen(const Vec2& x) const {
    const Vec2 p = camera.to_pixel(x, width(), height());
    return {box.min.x + static_cast<float>(p[0]), box.min.y + static_cast<float>(p[1])};
  }
  Vec2 in_data(const ImVec2& at) const {
    return camera.to_data({at.x - box.min.x, at.y - box.min.y}, width(), height());
  }
};

}  // namespace alphabar
