#pragma once

#include <imgui.h>

#include <span>
#include <vector>

#include "app/views/draw/view_colors.h"
#include "core/figures/pictures/picture_plane.h"
#include "core/figures/pictures/picture_stats.h"
#include "core/runs/picture_rows.h"
#include "core/runs/runs.h"

namespace alphabar {

// Plots of pictures, each in `size` points of the current ImGui window at the cursor. `strong`:
// font of the title, null for the current one. A context of ImPlot is current.

/// How often each value is among a picture's numbers.
void draw_histogram(std::span<const float> picture, PictureRows rows, const ViewColors& colors,
                    ImFont* strong, const ImVec2& size);

/// What of a lane is drawn against the noise.
struct MomentsLine {
  std::vector<PictureMoments> moments;  ///< of x0_hat
  std::vector<PictureMoments> errors;   ///< of an inversion's way back; empty: it is none
};

/// The mean of x0_hat over the pixels of one picture, and a band of a standard deviation to either
/// side, against sigma, from noise at the left to data: a line for each lane, in its hue. Where one
/// is an inversion and back the errors of the way back in their place. `now`: the current level.
void draw_moments(const PictureRuns& pictures, std::span<const MomentsLine> lines, const Level& now,
                  const ViewColors& colors, ImFont* strong, const ImVec2& size);

/// The pictures' states as points of the plane of their first two principal components: where each
/// is at the current step, and how it came there; the one with index `picture` stands out.
/// `rows`: the current state of each lane.
void draw_picture_plane(const PicturePlane& plane, std::span<const int> rows, int picture,
                        const ViewColors& colors, ImFont* strong, const ImVec2& size);

}  // namespace alphabar
