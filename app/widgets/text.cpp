#include "app/widgets/text.h"

#include <cmath>

namespace alphabar {

ImVec2 text_size(std::string_view text, float size) {
  return ImGui::GetFont()->CalcTextSizeA(size > 0 ? size : ImGui::GetFontSize(), 1e9F, 0,
                                         text.data(), text.data() + text.size());
}

ImVec2 draw_text(ImDrawList& list, const ImVec2& at, std::string_view text, const TextLook& look) {
  const ImVec2 box = text_size(text, look.size);
  const ImVec2 corner{std::round(at.x - look.align.x * box.x),
                      std::round(at.y - look.align.y * box.y)};
  list.AddText(ImGui::GetFont(), look.size > 0 ? look.size : ImGui::GetFontSize(), corner,
               look.color, text.data(), text.data() + text.size());
  return box;
}

ImVec2 draw_text(ImDrawList& list, const ImVec2& at, std::string_view text, ImU32 color,
                 const ImVec2& align) {
  return draw_text(list, at, text, {.color = color, .align = align});
}

std::string fitted(std::string_view text, float width, float size) {
  if (text_size(text, size).x <= width) return std::string(text);
  while (!text.empty()) {
    do text.remove_suffix(1);
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0x80) != 0 &&
           (static_cast<unsigned char>(text.back()) & 0x40) == 0);
    if (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0xC0)
      text.remove_suffix(1);
    const std::string candidate = std::string(text) + "\u2026";
    if (text_size(candidate, size).x <= width) return candidate;
  }
  return "";
}

}  // namespace alphabar
