#pragma once

#include <imgui.h>

#include <vector>

#include "app/views/draw/view_colors.h"
#include "app/views/pictures/picture_atlas.h"
#include "app/views/pictures/picture_plots.h"
#include "core/runs/picture_rows.h"
#include "core/runs/runs.h"

namespace alphabar {

/// One picture large, of one lane at the current step, with the number under the mouse; beside it
/// the histogram of its numbers, and the mean and spread of x0_hat against the noise, of all lanes.
class PictureDetail {
 public:
  /// Fills `size` points of the current ImGui window at the cursor. Contexts of OpenGL and ImPlot
  /// are current.
  void draw(const Runs& runs, double position, int picture, const ImVec2& size,
            const ViewColors& colors, ImFont* strong);

 private:
  void large(const PictureRun& run, int row, int picture, const ImVec2& min, const ImVec2& size,
             const ViewColors& colors);

  void measure(const PictureRuns& pictures, int picture);

  /// What is known of a lane, so that a frame adds only what has come since.
  struct Known {
    const float* of = nullptr;
    int picture = -1, rows = 0;
  };

  PictureRows rows_ = PictureRows::x0_hat;
  int lane_ = 0;
  std::vector<Known> known_;
  std::vector<MomentsLine> lines_;
  PictureAtlas atlas_;
  const float* of_ = nullptr;  // whose picture is in it
  int index_ = -1, picture_ = -1;
  PictureRows shown_ = PictureRows::x0_hat;
};

}  // namespace alphabar
