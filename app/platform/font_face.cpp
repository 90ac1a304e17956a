#include "app/platform/font_face.h"

#include <ft2build.h>
#include FT_FREETYPE_H

#include <algorithm>

namespace alphabar {

namespace {

/// Opens a face, asks it, and closes it again.
template <class Ask>
void ask_face(std::string_view bytes, int index, const Ask& ask) {
  FT_Library library = nullptr;
  FT_Face face = nullptr;
  if (FT_Init_FreeType(&library) == 0 &&
      FT_New_Memory_Face(library, reinterpret_cast<const FT_Byte*>(bytes.data()),
                         static_cast<FT_Long>(bytes.size()), index, &face) == 0)
    ask(face);
  if (face) FT_Done_Face(face);
  if (library) FT_Done_FreeType(library);
}

}  // namespace

FaceMeasures measures_of(std::string_view bytes, int index) {
  FaceMeasures measures;
  ask_face(bytes, index, [&](FT_Face face) {
    if (face->ascender <= face->descender) return;
    const auto line = static_cast<float>(face->ascender - face->descender);
    measures.em = static_cast<float>(face->units_per_EM) / line;
    for (FT_ULong digit = '0'; digit <= '9'; ++digit)
      if (FT_Load_Char(face, digit, FT_LOAD_NO_SCALE) == 0)
        measures.digit =
            std::max(measures.digit, static_cast<float>(face->glyph->advance.x) / line);
  });
  return measures;
}

float advance_of(std::string_view bytes, int index, char32_t letter) {
  float advance = 0;
  ask_face(bytes, index, [&](FT_Face face) {
    if (face->units_per_EM > 0 && FT_Load_Char(face, letter, FT_LOAD_NO_SCALE) == 0)
      advance = static_cast<float>(face->glyph->advance.x) / static_cast<float>(face->units_per_EM);
  });
  return advance;
}

bool has_letter(const FontFace& font, char32_t letter) {
  bool has = false;
  ask_face(font.bytes, font.face,
           [&](FT_Face face) { has = FT_Get_Char_Index(face, letter) != 0; });
  return has;
}

}  // namespace alphabar
