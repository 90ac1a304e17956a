#include "app/widgets/text.h"

#include <cctype>
#include <cmath>
#include <sstream>

namespace alphabar {
namespace {

DrawnTexts* watching = nullptr;  // for a test; all windows are drawn on one thread

}  // namespace

DrawnTexts::DrawnTexts() { watching = this; }
DrawnTexts::~DrawnTexts() { watching = nullptr; }

void note_drawn(const ImDrawList& list, std::string_view words, const ImVec2& min,
                const ImVec2& max) {
  if (!watching) return;
  watching->texts_.push_back(
      {std::string(words), min, max, list.GetClipRectMin(), list.GetClipRectMax()});
}

ImVec2 text_size(std::string_view text, float size) {
  if (text.empty()) text = "";  // whose data is no null pointer
  return ImGui::GetFont()->CalcTextSizeA(size > 0 ? size : ImGui::GetFontSize(), 1e9F, 0,
                                         text.data(), text.data() + text.size());
}

ImVec2 draw_text(ImDrawList& list, const ImVec2& at, std::string_view text, const TextLook& look) {
  const ImVec2 box = text_size(text, look.size);
  const ImVec2 corner{std::round(at.x - look.align.x * box.x),
                      std::round(at.y - look.align.y * box.y)};
  list.AddText(ImGui::GetFont(), look.size > 0 ? look.size : ImGui::GetFontSize(), corner,
               look.color, text.data(), text.data() + text.size());
  note_drawn(list, text, corner, {corner.x + box.x, corner.y + box.y});
  return box;
}

ImVec2 draw_text(ImDrawList& list, const ImVec2& at, std::string_view text, ImU32 color,
                 const ImVec2& align) {
  return draw_text(list, at, text, {.color = color, .align = align});
}

namespace {

/// Letters and figures alone, in lower case.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || std::isalnum(byte)) out += static_cast<char>(std::tolower(byte));
  }
  return out;
}

bool inside_letter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

/// The bytes of UTF-8 without the last letter, and without the first.
std::string_view without_last(std::string_view text) {
  while (text.size() > 1 && inside_letter(text.back())) text.remove_suffix(1);
  text.remove_suffix(1);
  return text;
}
std::string_view without_first(std::string_view text) {
  text.remove_prefix(1);
  while (!text.empty() && inside_letter(text.front())) text.remove_prefix(1);
  return text;
}

}  // namespace

bool has_words(std::string_view text, std::string_view words) {
  const std::string letters = plain(text);
  std::istringstream each{std::string(words)};
  for (std::string word; each >> word;)
    if (letters.find(plain(word)) == std::string::npos) return false;
  return true;
}

std::string fitted(std::string_view text, float width, float size) {
  if (text_size(text, size).x <= width) return std::string(text);
  while (!text.empty()) {
    text = without_last(text);
    const std::string candidate = std::string(text) + "\u2026";
    if (text_size(candidate, size).x <= width) return candidate;
  }
  return "";
}

std::string fitted_name(std::string_view name, float width, float size) {
  if (text_size(name, size).x <= width) return std::string(name);
  std::string_view head, tail;  // what is kept of both ends
  std::string best;
  while (head.size() + tail.size() < name.size()) {
    const bool grow_head = text_size(head, size).x <= text_size(tail, size).x;
    const std::string_view rest = name.substr(head.size(), name.size() - head.size() - tail.size());
    if (grow_head)
      head = name.substr(0, head.size() + rest.size() - without_first(rest).size());
    else
      tail = name.substr(name.size() - tail.size() - (rest.size() - without_last(rest).size()));
    const std::string candidate = std::string(head) + "\u2026" + std::string(tail);
    if (text_size(candidate, size).x > width) break;
    best = candidate;
  }
  return best;
}

}  // namespace alphabar
