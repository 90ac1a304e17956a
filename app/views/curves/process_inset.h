#pragma once

#include <imgui.h>

#include "app/views/draw/view_colors.h"
#include "core/derive/derived.h"

namespace alphabar {

/// The process alone, small and without scales, with the current time marked: for animations.
void draw_process_inset(const Derived& derived, double position, const ViewColors& colors,
                        const ImVec2& min, const ImVec2& size);

}  // namespace alphabar
