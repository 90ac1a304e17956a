#pragma once

#include <imgui.h>

#include <memory>
#include <vector>

#include "app/views/draw/view_colors.h"
#include "app/views/pictures/picture_atlas.h"
#include "core/runs/net_outline.h"

namespace alphabar {

/// A picture net: its blocks as a U, each as high as the pictures in it and as wide as it has
/// channels, those with attention marked, the skips between them, and where the time enters. In
/// each block some of its channels as small maps, as it is asked at a moment, and how long it
/// takes. Hovering a block tells its layers and parameters and shows more of its maps.
class NetDiagram {
 public:
  /// In `size` points of the current ImGui window at the cursor. net null: a sentence; inside null:
  /// it is not known yet. `strong`: font of the title, null for the current one. A context of
  /// OpenGL is current.
  void draw(const NetOutline* net, const std::shared_ptr<const NetInside>& inside,
            const ViewColors& colors, ImFont* strong, const ImVec2& size);

  int maps_shown() const { return shown_; }  ///< of the last frame, for tests

 private:
  void fill(const std::shared_ptr<const NetInside>& inside);

  std::shared_ptr<const NetInside> inside_;             // whose maps are in the next
  std::vector<std::unique_ptr<PictureAtlas>> atlases_;  // of each block
  int shown_ = 0;
};

}  // namespace alphabar
