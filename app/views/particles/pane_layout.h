#pragma once

#include <functional>
#include <vector>

#include "app/views/draw/box.h"
#include "app/views/particles/pane.h"
#include "app/views/particles/pane_caption.h"

namespace alphabar {

/// Where the panes of a frame lie, and what is written above them or into their pictures.
struct PaneLayout {
  ImVec2 plane{};                            ///< size of a picture
  int columns = 1;                           ///< of panes
  float caption = 0;                         ///< height of the words above a picture
  float left = 0;                            ///< of all planes: the labels of the vertical axis
  float gap = 0;                             ///< between columns
  float below = 0;                           ///< each plane: the labels of the horizontal axis
  std::vector<Caption> captions{}, names{};  ///< above, and in the picture, of each pane

  /// The picture of a pane, of panes that begin at `corner`.
  Box plane_of(std::size_t pane, const ImVec2& corner) const;
  bool has_room() const { return plane.x >= 16 && plane.y >= 16; }  ///< for pictures
};

/// Room left of and below each plane, and between two of them, with the current font.
PaneLayout empty_layout();

/// What to write above a pane, by its place among them.
using SayOfPane = std::function<Caption(std::size_t pane, const CaptionParts& parts)>;

/// Shares `size` among the panes, in the columns and rows that show most of them. Above each is
/// said as much of `parts` as leaves the pictures large enough.
PaneLayout lay_out(std::size_t panes, const ImVec2& size, const CaptionStyle& style,
                   const CaptionParts& parts, const SayOfPane& say);

}  // namespace alphabar
