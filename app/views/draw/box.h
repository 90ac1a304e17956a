#pragma once

#include <imgui.h>

namespace alphabar {

/// A rectangle on screen, in points.
struct Box {
  ImVec2 min, size;

  ImVec2 max() const { return {min.x + size.x, min.y + size.y}; }
};

}  // namespace alphabar
