#include "app/platform/fonts.h"

#include <alphabar_font_files.h>
#include <ft2build.h>
#include <imgui.h>
#include FT_FREETYPE_H
#include <imgui_freetype.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <string_view>

#include "app/platform/script_fonts.h"

namespace alphabar {
namespace {

// The order in which CMakeLists.txt embeds them.
enum File : std::size_t { inter_regular, inter_semi_bold, dejavu_sans };

constexpr std::array<ImWchar, 3> digits{'0', '9', 0};
constexpr std::array<ImWchar, 5> all_but_digits{1, '0' - 1, '9' + 1, IM_UNICODE_CODEPOINT_MAX, 0};

/// Of a font of the program, over its line height (ascender to descender): ImGui scales fonts by
/// that height, so these times a font's size in pixels are pixels.
struct Measures {
  float digit = 0;  ///< advance of the widest digit
  float em = 0;
};

Measures measures_of(std::string_view font) {
  FT_Library library = nullptr;
  FT_Face face = nullptr;
  Measures measures;
  if (FT_Init_FreeType(&library) == 0 &&
      FT_New_Memory_Face(library, reinterpret_cast<const FT_Byte*>(font.data()),
                         static_cast<FT_Long>(font.size()), 0, &face) == 0) {
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

ImFontConfig config(float size) {
  ImFontConfig config;
  config.SizePixels = size;
  config.FontDataOwnedByAtlas = false;  // the bytes are the program's own
  config.FontLoaderFlags = ImGuiFreeTypeLoaderFlags_LightHinting;
  return config;
}

/// Of glyphs that are added to the font before.
ImFontConfig merged(float size) {
  ImFontConfig added = config(size);
  added.MergeMode = true;
  return added;
}

ImFont* add(ImFontAtlas& atlas, File file, const ImFontConfig& config) {
  const std::string_view bytes = font_files()[file].bytes;
  return atlas.AddFontFromMemoryTTF(const_cast<char*>(bytes.data()),  // it only reads
                                    static_cast<int>(bytes.size()), config.SizePixels, &config);
}

ImFont* add_inter(ImFontAtlas& atlas, File file, float size, FontWeight weight) {
  const Measures measures = measures_of(font_files()[file].bytes);
  ImFontConfig letters = config(size);
  letters.GlyphExcludeRanges = digits.data();
  ImFont* font = add(atlas, file, letters);

  ImFontConfig figures = merged(size);
  figures.GlyphExcludeRanges = all_but_digits.data();
  figures.GlyphMinAdvanceX = figures.GlyphMaxAdvanceX = size * measures.digit;
  add(atlas, file, figures);

  add(atlas, dejavu_sans, merged(size));
  add_script_fonts(atlas, size, 1 / measures.em, weight);
  return font;
}

}  // namespace

Fonts add_fonts(ImFontAtlas& atlas, float scale) {
  assert(scale > 0);
  const float size = text_height * scale;
  Fonts fonts;
  fonts.text = add_inter(atlas, inter_regular, size, FontWeight::regular);
  fonts.strong = add_inter(atlas, inter_semi_bold, size, FontWeight::strong);
  return fonts;
}

}  // namespace alphabar
