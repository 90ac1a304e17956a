#pragma once

#include <cstddef>
#include <span>

#include "core/scene/scene.h"

namespace alphabar {

/// What a time slider runs over, and how it looks.
struct SliderTrack {
  std::size_t rows;  ///< of the run: a mark for each where there is room
  float width;       ///< pixels
  Theme theme;
  std::span<const Bookmark> bookmarks = {};  ///< ticks above it; resting on one names it
};

/// The slider of the transport: `position` in [0, 1]. Dragging it, or clicking anywhere on it, goes
/// there; with Shift it snaps to rows. A click on a bookmark goes to its very place.
/// True where the position was changed.
bool time_slider(const char* id, double& position, const SliderTrack& track);

}  // namespace alphabar
