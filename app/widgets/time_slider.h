#pragma once

#include <cstddef>
#include <span>

#include "core/scene/scene.h"

namespace alphabar {

/// The slider of the transport: `position` in [0, 1] of a run of `rows` rows, a mark for each row
/// where there is room. Dragging it, or clicking anywhere on it, goes there; with Shift it snaps to
/// rows. `bookmarks` are ticks above it; resting on one names it, a click goes to its
/// very place. `width` in pixels.
/// True where the position was changed.
bool time_slider(const char* id, double& position, std::size_t rows, float width, Theme theme,
                 std::span<const Bookmark> bookmarks = {});

}  // namespace alphabar
