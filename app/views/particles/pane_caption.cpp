#include "app/views/particles/pane_caption.h"

#include <algorithm>
#include <cmath>

#include "app/views/draw/text.h"
#include "app/widgets/property.h"

namespace alphabar {
namespace {

/// The words of a title, one piece each; any other piece is kept whole.
std::vector<CaptionPiece> broken(const std::vector<CaptionPiece>& pieces) {
  std::vector<CaptionPiece> parts;
  for (const CaptionPiece& piece : pieces) {
    if (!piece.title) {
      if (!piece.text.empty()) parts.push_back(piece);
      continue;
    }
    std::size_t begin = 0;
    while (begin < piece.text.size()) {
      const std::size_t end = std::min(piece.text.find(' ', begin), piece.text.size());
      CaptionPiece word = piece;
      word.text = piece.text.substr(begin, end - begin);
      if (!word.text.empty()) parts.push_back(word);
      begin = end + 1;
    }
  }
  return parts;
}

/// Makes the font of a piece the current one; its size in pixels.
class PieceFont {
 public:
  PieceFont(const CaptionPiece& piece, const CaptionStyle& style)
      : title_(piece.title), size_((title_ ? style.title_scale : 1) * ImGui::GetFontSize()) {
    if (title_) ImGui::PushFont(style.strong, 0);
  }
  ~PieceFont() {
    if (title_) ImGui::PopFont();
  }
  PieceFont(const PieceFont&) = delete;
  PieceFont& operator=(const PieceFont&) = delete;

  float size() const { return size_; }
  float room(const CaptionPiece& piece) const {
    return std::max(text_size(piece.text, size_).x, text_size(piece.widest, size_).x);
  }

 private:
  bool title_;
  float size_;
};

/// A piece on screen explains itself: while the mouse rests on it, and from a click to the next.
void explain(const CaptionPiece& piece, const ImVec2& at, const ImVec2& size) {
  const ImVec2 cursor = ImGui::GetCursorScreenPos();
  ImGui::PushID(static_cast<int>(at.y));
  ImGui::PushID(static_cast<int>(at.x));
  ImGui::SetCursorScreenPos(at);
  if (ImGui::InvisibleButton("caption", {std::max(size.x, 1.0F), std::max(size.y, 1.0F)}))
    ImGui::OpenPopup("explained");
  if (ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip)) help_on_hover(piece.help().c_str());
  if (ImGui::BeginPopup("explained")) {
    help_text(piece.help().c_str());
    ImGui::EndPopup();
  }
  ImGui::PopID();
  ImGui::PopID();
  ImGui::SetCursorScreenPos(cursor);
}

}  // namespace

float widest_piece(const Caption& caption, const CaptionStyle& style) {
  float width = 0;
  for (const std::vector<CaptionPiece>& paragraph : caption)
    for (const CaptionPiece& piece : broken(paragraph))
      width = std::max(width, PieceFont(piece, style).room(piece));
  return width;
}

float draw_caption(ImDrawList* list, const ImVec2& at, float width, const Caption& caption,
                   const CaptionStyle& style) {
  const float font = ImGui::GetFontSize();
  float y = at.y;
  for (const std::vector<CaptionPiece>& paragraph : caption) {
    float x = at.x, height = 0;
    bool after_title = false;
    for (const CaptionPiece& piece : broken(paragraph)) {
      const PieceFont piece_font(piece, style);
      const float size = piece_font.size(), room = piece_font.room(piece);
      const float gap = piece.title && after_title ? 0.28F * size : 1.1F * font;
      if (x > at.x && x + gap + room > at.x + width + 1) {
        x = at.x;
        y += height;
        height = 0;
      } else if (x > at.x) {
        x += gap;
      }
      if (list) {
        const bool right = piece.at_right && x > at.x;
        const float left = right ? std::max(x, at.x + width - room) : x;
        // On the base line of a larger title before it.
        const float drop = piece.title ? 0 : 0.8F * std::max(0.0F, height / 1.2F - font);
        draw_text(*list, {left, y + drop}, fitted_name(piece.text, width, size),
                  {.color = packed(piece.color), .size = size});
        if (piece.help) explain(piece, {left, y + drop}, text_size(piece.text, size));
      }
      x += room;
      height = std::max(height, std::round(1.2F * size));
      after_title = piece.title;
    }
    y += height;
  }
  return y - at.y;
}

}  // namespace alphabar
