#pragma once

#include <imgui.h>

#include "app/views/draw/view_colors.h"
#include "core/runs/runs.h"

namespace alphabar {

/// The process alone, small and without scales, with the current time marked: for animations.
void draw_process_inset(const Runs& runs, double position, const ViewColors& colors,
                        const ImVec2& min, const ImVec2& size);

}  // namespace alphabar
