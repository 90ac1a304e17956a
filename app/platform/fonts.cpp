#include "app/platform/fonts.h"

#include <alphabar_font_files.h>
#include <imgui.h>
#include <imgui_freetype.h>

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
  const FaceMeasures measures = measures_of(font_files()[file].bytes);
  ImFontConfig letters = config(size);
  letters.GlyphExcludeRanges = digits.data();
  ImFont* font = add(atlas, file, letters);

  ImFontConfig figures = merged(size);
  figures.GlyphExcludeRanges = all_but_digits.data();
  figures.GlyphMinAdvanceX = figures.GlyphMaxAdvanceX = size * measures.digit;
  add(atlas, file, figures);

  add(atlas, dejavu_sans, merged(size));
  add_script_fonts(atlas, size, measures.em, weight);
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

std::optional<FontFace> face_with(char32_t letter) {
  for (const File file : {inter_regular, dejavu_sans})
    if (const FontFace own{font_files()[file].bytes}; has_letter(own, letter)) return own;
  return machine_font(letter);
}

}  // namespace alphabar
