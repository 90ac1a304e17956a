#include "app/platform/fonts.h"

#include <alphabar_font_files.h>
#include <ft2build.h>
#include <imgui.h>
#include FT_FREETYPE_H
#include <imgui_freetype.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <filesystem>

namespace alphabar {
namespace {

// The order in which CMakeLists.txt embeds them.
enum File : std::size_t { inter_regular, inter_semi_bold, dejavu_sans };

constexpr std::array cjk_files{"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
                               "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
                               "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc"};
constexpr ImU32 simplified_chinese = 2;  // of the collection's five faces

constexpr std::array<ImWchar, 3> digits{'0', '9', 0};
constexpr std::array<ImWchar, 5> all_but_digits{1, '0' - 1, '9' + 1, IM_UNICODE_CODEPOINT_MAX, 0};

/// Width of the widest digit over the line height (ascender to descender). ImGui scales fonts by
/// that height, so this times a font's size in pixels is the digit's advance.
float digit_width(std::string_view font) {
  FT_Library library = nullptr;
  FT_Face face = nullptr;
  float width = 0;
  if (FT_Init_FreeType(&library) == 0 &&
      FT_New_Memory_Face(library, reinterpret_cast<const FT_Byte*>(font.data()),
                         static_cast<FT_Long>(font.size()), 0, &face) == 0) {
    for (FT_ULong digit = '0'; digit <= '9'; ++digit)
      if (FT_Load_Char(face, digit, FT_LOAD_NO_SCALE) == 0)
        width = std::max(width, static_cast<float>(face->glyph->advance.x) /
                                    static_cast<float>(face->ascender - face->descender));
  }
  if (face) FT_Done_Face(face);
  if (library) FT_Done_FreeType(library);
  return width;
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

ImFont* add_inter(ImFontAtlas& atlas, File file, float size) {
  ImFontConfig letters = config(size);
  letters.GlyphExcludeRanges = digits.data();
  ImFont* font = add(atlas, file, letters);

  ImFontConfig figures = merged(size);
  figures.GlyphExcludeRanges = all_but_digits.data();
  figures.GlyphMinAdvanceX = figures.GlyphMaxAdvanceX =
      size * digit_width(font_files()[file].bytes);
  add(atlas, file, figures);

  add(atlas, dejavu_sans, merged(size));
  return font;
}

bool merge_cjk(ImFontAtlas& atlas, float size) {
  for (const char* path : cjk_files) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) continue;
    ImFontConfig cjk = merged(size);
    cjk.FontDataOwnedByAtlas = true;
    cjk.FontNo = simplified_chinese;
    cjk.ExtraSizeScale = 1.2f;  // its lines are higher than Inter's for letters of the same size
    return atlas.AddFontFromFileTTF(path, size, &cjk) != nullptr;
  }
  return false;
}

}  // namespace

Fonts add_fonts(ImFontAtlas& atlas, float scale) {
  assert(scale > 0);
  const float size = text_height * scale;
  Fonts fonts;
  fonts.text = add_inter(atlas, inter_regular, size);
  fonts.cjk = merge_cjk(atlas, size);
  fonts.strong = add_inter(atlas, inter_semi_bold, size);
  return fonts;
}

}  // namespace alphabar
