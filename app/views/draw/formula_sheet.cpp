#include "app/views/draw/formula_sheet.h"

#include <cmath>
#include <cstdio>

#include "app/formula/typeset.h"
#include "app/views/draw/print_notes.h"

namespace alphabar {
namespace {

constexpr int frames_kept = 300;

GlTexture texture_of(const Typeset& picture) {
  GlTexture texture;
  fill(texture, picture.width, picture.height, picture.pixels.data());
  return texture;
}

}  // namespace

unsigned hex_of(const Rgb& color) {
  const auto byte = [](float x) { return static_cast<unsigned>(std::lround(255 * x)); };
  return byte(color.r) << 16 | byte(color.g) << 8 | byte(color.b);
}

std::string hex_text(const Rgb& color) {
  char text[16];
  std::snprintf(text, sizeof text, "#%06X", hex_of(color));
  return text;
}

FormulaSheet::Sheet& FormulaSheet::sheet(const std::string& latex, const FormulaLook& look) {
  const int now = ImGui::GetFrameCount();
  if (now - swept_ > frames_kept) {
    std::erase_if(sheets_, [&](const auto& s) { return now - s.second.last_shown > frames_kept; });
    swept_ = now;
  }
  const std::string key = std::to_string(look.size) + hex_text(look.color) + latex;
  if (!sheets_.contains(key)) {
    const Typeset picture =
        typeset(latex, look.size, hex_of(look.color));  // throws: nothing is kept
    Sheet& sheet = sheets_[key];
    sheet.texture = texture_of(picture);
    sheet.size = {static_cast<float>(picture.width), static_cast<float>(picture.height)};
    sheet.baseline = static_cast<float>(picture.baseline);
    ++times_set_;
  }
  Sheet& sheet = sheets_[key];
  sheet.last_shown = now;
  return sheet;
}

ImVec2 FormulaSheet::size(const std::string& latex, const FormulaLook& look) {
  return sheet(latex, look).size;
}

float FormulaSheet::baseline(const std::string& latex, const FormulaLook& look) {
  return sheet(latex, look).baseline;
}

ImVec2 FormulaSheet::draw(ImDrawList& list, const ImVec2& at, const std::string& latex,
                          const FormulaLook& look, const ImVec2& align) {
  const Sheet& s = sheet(latex, look);
  const ImVec2 min{std::round(at.x - align.x * s.size.x), std::round(at.y - align.y * s.size.y)};
  if (PrintNotes* notes = print_notes())
    notes->formulas.insert_or_assign(static_cast<ImTextureID>(s.texture.id()),
                                     PrintNotes::Formula{latex, look});
  list.AddImage(ImTextureRef(static_cast<ImTextureID>(s.texture.id())), min,
                {min.x + s.size.x, min.y + s.size.y});
  return s.size;
}

}  // namespace alphabar
