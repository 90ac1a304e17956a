#pragma once

#include <imgui.h>

#include "app/views/draw/view_colors.h"
#include "core/runs/runs.h"

namespace alphabar {

/// Error against the number of evaluations, both logarithmic, in `size` points of the current ImGui
/// window at the cursor: a curve for each lane's sampler in the lane's hue with the band that 8 in
/// 10 seeds lie in, on other processes dashed, with a key; what exact draws from the target give as
/// a neutral band, and the lane's own run as a dot. Hovering reads the numbers. `colors`: with the
/// hues by the lanes' places in the scene. `strong`: font of the title, null for the current one. A
/// context of ImPlot is current.
void draw_error_plot(const Runs& runs, Metric metric, const ViewColors& colors, const ImVec2& size,
                     ImFont* strong = nullptr);

}  // namespace alphabar
