#pragma once

#include <imgui.h>

#include <memory>

#include "app/views/draw/view_colors.h"
#include "app/views/pictures/picture_atlas.h"
#include "core/runs/net_outline.h"
#include "core/runs/runs.h"

namespace alphabar {

/// What of the time enters a net's blocks, as a heat map: a column for each time, from clean data
/// at the left to noise, a row for each channel; a line where the slider is.
class TimeEmbeddingMap {
 public:
  /// In `size` points of the current ImGui window at the cursor; a sentence where it is not known.
  /// A context of OpenGL is current.
  void draw(const Runs& runs, double position, const ViewColors& colors, ImFont* strong,
            const ImVec2& size);

 private:
  void fill(const std::shared_ptr<const NetOutline>& net);

  std::shared_ptr<const NetOutline> net_;  // whose embeddings are in the next
  PictureAtlas atlas_;
  float most_ = 0;  // that is white
};

}  // namespace alphabar
