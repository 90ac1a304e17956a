#pragma once

#include <string_view>

namespace alphabar {

/// Measures of a face over its line height (ascender to descender): ImGui scales fonts by that
/// height, so these times a font's size in pixels are pixels.
struct FaceMeasures {
  float digit = 0;  ///< advance of the widest digit
  float em = 0;     ///< 0: the bytes are no font
};

/// A face of a font file whose bytes stay while the program runs.
struct FontFace {
  std::string_view bytes;
  int face = 0;  ///< counted from 0
};

/// Of a face of a font file, counted from 0.
FaceMeasures measures_of(std::string_view bytes, int face = 0);

/// Advance of a letter in ems, as the font has it; 0: it has none.
float advance_of(std::string_view bytes, int face, char32_t letter);

/// Whether it has a letter, a blank too.
bool has_letter(const FontFace& font, char32_t letter);

}  // namespace alphabar
