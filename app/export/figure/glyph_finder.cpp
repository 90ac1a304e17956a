#include "app/export/figure/glyph_finder.h"

#include <imgui_internal.h>

#include <algorithm>

#include "app/platform/font_face.h"

namespace alphabar {
namespace {

PageFont font_of(const ImFontBaked& baked, const ImFontGlyph& glyph) {
  const ImFontConfig& source = *baked.OwnerFont->Sources[static_cast<int>(glyph.SourceIdx)];
  return {
      {static_cast<const char*>(source.FontData), static_cast<std::size_t>(source.FontDataSize)},
      static_cast<int>(source.FontNo)};
}

}  // namespace

GlyphFinder::GlyphFinder() {
  ImFontAtlasBuilder& builder = *ImGui::GetIO().Fonts->Builder;
  for (int i = 0; i < builder.BakedPool.Size; ++i) {
    ImFontBaked& baked = builder.BakedPool[i];
    if (baked.WantDestroy || !baked.OwnerFont) continue;
    for (const ImFontGlyph& glyph : baked.Glyphs)
      if (glyph.Visible) entries_.insert_or_assign({glyph.U0, glyph.V0}, Entry{&glyph, &baked});
  }
}

GlyphFinder::Face& GlyphFinder::face_of(const PageFont& font) const {
  const auto [found, added] = faces_.try_emplace({font.bytes.data(), font.face});
  if (added) found->second.em = double{measures_of(font.bytes, font.face).em};
  return found->second;
}

std::optional<FoundGlyph> GlyphFinder::find(const ImDrawVert& min, const ImDrawVert& max) const {
  const auto found = entries_.find({min.uv.x, min.uv.y});
  if (found == entries_.end()) return std::nullopt;
  const auto& [glyph, baked] = found->second;
  const double share = (max.uv.x - min.uv.x) / (glyph->U1 - glyph->U0);  // below 1: it is cut
  const double scale = (max.pos.x - min.pos.x) / (share * (glyph->X1 - glyph->X0));
  const ImFontConfig& source = *baked->OwnerFont->Sources[static_cast<int>(glyph->SourceIdx)];
  FoundGlyph letter{.font = font_of(*baked, *glyph), .letter = glyph->Codepoint};
  Face& face = face_of(letter.font);
  letter.em = scale * double{baked->Size} * double{source.ExtraSizeScale} * face.em;
  letter.x = min.pos.x - scale * double{glyph->X0};
  // Figures have one width; a narrow one stands in the middle of it.
  if (source.GlyphMinAdvanceX > 0) {
    const auto [own, added] = face.advances.try_emplace(letter.letter, 0.0);
    if (added) own->second = double{advance_of(letter.font.bytes, letter.font.face, letter.letter)};
    letter.x += 0.5 * std::max(0.0, scale * double{glyph->AdvanceX} - own->second * letter.em);
  }
  letter.y = min.pos.y - scale * double{glyph->Y0 - baked->Ascent};
  letter.advance = scale * double{glyph->AdvanceX};
  letter.space = scale * double{baked->GetCharAdvance(' ')};
  return letter;
}

}  // namespace alphabar
