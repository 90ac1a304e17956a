#include "app/platform/font_face.h"

#include <ft2build.h>
#include FT_FREETYPE_H

#include <algorithm>

namespace alphabar {

FaceMeasures measures_of(std::string_view bytes, int index) {
  FT_Library library = nullptr;
  FT_Face face = nullptr;
  FaceMeasures measures;
  if (FT_Init_FreeType(&library) == 0 &&
      FT_New_Memory_Face(library, reinterpret_cast<const FT_Byte*>(bytes.data()),
                         static_cast<FT_Long>(bytes.size()), index, &face) == 0 &&
      face->ascender > face->descender) {
    const auto line = static_cast<float>(face->ascender - face->descender);
    measures.em = static_cast<float>(face->units_per_EM) / line;
    for (FT_ULong digit = '0'; digit <= '9'; ++digit)
      if (FT_Load_Char(face, digit, FT_LOAD_NO_SCALE) == 0)
        measures.digit =
            std::max(measures.digit, static_cast<float>(face->glyph->advance.x) / line);
  }
  if (face) FT_Done_Face(face);
  if (library) FT_Done_FreeType(library);
  return measures;
}

}  // namespace alphabar
