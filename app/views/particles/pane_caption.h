#pragma once

#include <imgui.h>

#include <functional>
#include <string>
#include <vector>

#include "app/views/draw/view_colors.h"

namespace alphabar {

/// A piece of a caption that stays on one line.
struct CaptionPiece {
  std::string text;
  Rgb color;
  std::string widest = {};  ///< room is kept for this much, so that nothing trembles while it plays
  bool title = false;       ///< in the strong font and larger; may be broken between its words
  bool at_right = false;    ///< at the end of its line, unless it begins one
  /// What it means, Markdown: shown under the mouse, kept by a click; made when it is asked for.
  std::function<std::string()> help = {};
};

/// A caption: paragraphs of pieces that flow from left to right and wrap.
using Caption = std::vector<std::vector<CaptionPiece>>;

struct CaptionStyle {
  ImFont* strong = nullptr;  ///< of titles; null: the current font
  float title_scale = 1.2F;  ///< of titles, against the current font
};

/// The least width that cuts no word of a caption.
float widest_piece(const Caption& caption, const CaptionStyle& style);

/// Draws a caption into `width` pixels from `at` downwards; returns its height. `list` null: only
/// measures. Nothing is dropped; a word wider than all of it ends in "…".
float draw_caption(ImDrawList* list, const ImVec2& at, float width, const Caption& caption,
                   const CaptionStyle& style);

}  // namespace alphabar
