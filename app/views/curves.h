#pragma once

#include <imgui.h>

#include <optional>

#include "app/session/runs.h"
#include "app/views/view_colors.h"

namespace alphabar {

/// Three plots over one time axis in `size` points of the current ImGui window, at the cursor: the
/// process (alpha_bar; a and s, or sigma, where there is none), the noise that each lane adds beside
/// DDIM's sigma_t(eta), and the log of the signal-to-noise ratio. One line through all of them is
/// the current time.
///
/// Pressing or dragging in a plot asks for a time: the position that shows it is returned. Hovering
/// reads the numbers. `strong`: font of the titles, null for the current one. A context of ImPlot is
/// current.
std::optional<double> draw_curves(const Runs& runs, double position, const ViewSpec& view,
                                  const ViewColors& colors, const ImVec2& size,
                                  ImFont* strong = nullptr);

}  // namespace alphabar
