#include "app/platform/script_fonts.h"

#include <fontconfig/fontconfig.h>
#include <imgui.h>
#include <imgui_freetype.h>
#include <imgui_internal.h>

#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace alphabar {
namespace {

constexpr int most_fonts = 4;

struct Released {
  void operator()(FcPattern* pattern) const { FcPatternDestroy(pattern); }
  void operator()(FcCharSet* letters) const { FcCharSetDestroy(letters); }
};
using Pattern = std::unique_ptr<FcPattern, Released>;
using Letters = std::unique_ptr<FcCharSet, Released>;

struct FontFile {
  std::string path;
  int face = 0;
};

/// Whether a letter may be worth a font: not what ImGui tries for its own marks, nor private ones.
bool is_of_a_script(ImWchar letter) {
  const bool punctuation = letter >= 0x2000 && letter <= 0x206F;
  const bool own = (letter >= 0xE000 && letter <= 0xF8FF) || letter >= 0xF0000;
  return letter >= 0x0250 && !punctuation && !own && letter != 0xFFFD && letter != 0xFEFF;
}

bool is_han(ImWchar letter) { return letter >= 0x2E80 && letter <= 0x9FFF; }

/// A font of the machine that has the letter.
std::optional<FontFile> font_with(ImWchar letter) {
  const Pattern wanted(FcPatternCreate());
  const Letters letters(FcCharSetCreate());
  FcCharSetAddChar(letters.get(), letter);
  FcPatternAddCharSet(wanted.get(), FC_CHARSET, letters.get());
  FcPatternAddBool(wanted.get(), FC_SCALABLE, FcTrue);
  FcPatternAddString(wanted.get(), FC_FAMILY, reinterpret_cast<const FcChar8*>("sans-serif"));
  // Han letters have other shapes in each country, and a text does not say which it means.
  if (is_han(letter))
    FcPatternAddString(wanted.get(), FC_LANG, reinterpret_cast<const FcChar8*>("zh-cn"));
  FcConfigSubstitute(nullptr, wanted.get(), FcMatchPattern);
  FcDefaultSubstitute(wanted.get());
  FcResult result = FcResultNoMatch;
  const Pattern found(FcFontMatch(nullptr, wanted.get(), &result));
  FcCharSet* has = nullptr;
  FcChar8* file = nullptr;
  int face = 0;
  if (!found || FcPatternGetCharSet(found.get(), FC_CHARSET, 0, &has) != FcResultMatch ||
      !FcCharSetHasChar(has, letter) ||
      FcPatternGetString(found.get(), FC_FILE, 0, &file) != FcResultMatch)
    return std::nullopt;
  FcPatternGetInteger(found.get(), FC_INDEX, 0, &face);
  return FontFile{reinterpret_cast<const char*>(file), face & 0xFFFF};  // above: a variation
}

/// Its bytes, read once and kept while the program runs; empty where it cannot be read.
const std::string& bytes_of(const std::string& path) {
  static std::map<std::string, std::string> files;
  const auto found = files.find(path);
  if (found != files.end()) return found->second;
  std::ifstream in(path, std::ios::binary);
  return files[path] = {std::istreambuf_iterator<char>(in), {}};
}

const ImFontLoader& freetype() { return *ImGuiFreeType::GetFontLoader(); }

/// Letters that no font of the machine has.
std::set<ImWchar>& missing() {
  static std::set<ImWchar> letters;
  return letters;
}

/// What ImGui keeps of a source at one size, where FreeType has begun with it. All windows are
/// drawn on one thread.
std::set<const void*>& begun() {
  static std::set<const void*> sizes;
  return sizes;
}

bool read(ImFontAtlas* atlas, ImFontConfig* source, const FontFile& file) {
  const std::string& bytes = bytes_of(file.path);
  const float em = measures_of(bytes, file.face).em;
  if (em <= 0) return false;
  source->FontData = const_cast<char*>(bytes.data());  // it only reads
  source->FontDataSize = static_cast<int>(bytes.size());
  source->FontDataOwnedByAtlas = false;
  source->FontNo = static_cast<ImU32>(file.face);
  source->ExtraSizeScale /= em;  // which held em over line height of the font it joins
  return freetype().FontSrcInit(atlas, source);
}

/// Whether a source before this one has the letter's font: then this is not the one to read it.
bool is_read(const ImFontConfig* source, const FontFile& file) {
  const std::string& bytes = bytes_of(file.path);
  for (const ImFontConfig* other : source->DstFont->Sources)
    if (other != source && other->FontData == bytes.data() &&
        static_cast<int>(other->FontNo) == file.face)
      return true;
  return false;
}

int glyph_of(ImFontAtlas* atlas, ImFontConfig* source, ImWchar letter) {
  if (!is_of_a_script(letter) || missing().contains(letter)) return 0;
  if (!source->FontLoaderData) {
    const std::optional<FontFile> file = font_with(letter);
    if (!file) missing().insert(letter);
    if (!file || is_read(source, *file) || !read(atlas, source, *file)) return 0;
  }
  return freetype().FontSrcGetGlyphIndexFromCodepoint(atlas, source, letter);
}

bool begin_size(ImFontAtlas* atlas, ImFontConfig* source, ImFontBaked* baked, void* data) {
  if (!source->FontLoaderData) return true;
  begun().insert(data);
  return freetype().FontBakedInit(atlas, source, baked, data);
}

void end_size(ImFontAtlas* atlas, ImFontConfig* source, ImFontBaked* baked, void* data) {
  if (begun().erase(data) > 0) freetype().FontBakedDestroy(atlas, source, baked, data);
}

bool load_glyph(ImFontAtlas* atlas, ImFontConfig* source, ImFontBaked* baked, void* data, int glyph,
                ImFontGlyph* out, float* advance) {
  if (!begun().contains(data) && !begin_size(atlas, source, baked, data)) return false;
  return freetype().FontBakedLoadGlyph(atlas, source, baked, data, glyph, out, advance);
}

const ImFontLoader* loader() {
  static const ImFontLoader own = [] {
    ImFontLoader made;
    made.Name = "fonts of scripts";
    made.FontSrcInit = [](ImFontAtlas*, ImFontConfig*) { return true; };  // when it is needed
    made.FontSrcDestroy = [](ImFontAtlas* atlas, ImFontConfig* source) {
      if (source->FontLoaderData) freetype().FontSrcDestroy(atlas, source);
    };
    made.FontSrcGetGlyphIndexFromCodepoint = glyph_of;
    made.FontSrcContainsGlyph = [](ImFontAtlas* atlas, ImFontConfig* source, int glyph) {
      return source->FontLoaderData && freetype().FontSrcContainsGlyph(atlas, source, glyph);
    };
    made.FontBakedInit = begin_size;
    made.FontBakedDestroy = end_size;
    made.FontBakedLoadGlyph = load_glyph;
    made.FontBakedSrcLoaderDataSize = freetype().FontBakedSrcLoaderDataSize;
    return made;
  }();
  return &own;
}

}  // namespace

std::optional<FontFace> machine_font(char32_t letter) {
  const std::optional<FontFile> file = font_with(static_cast<ImWchar>(letter));
  if (!file) return std::nullopt;
  const FontFace font{bytes_of(file->path), file->face};
  if (!has_letter(font, letter)) return std::nullopt;
  return font;
}

void add_script_fonts(ImFontAtlas& atlas, float size, float em, FontWeight weight) {
  ImFontConfig config;
  config.SizePixels = size;
  config.MergeMode = true;
  config.FontDataOwnedByAtlas = false;
  config.FontLoader = loader();
  config.FontLoaderFlags = ImGuiFreeTypeLoaderFlags_LightHinting;
  if (weight == FontWeight::strong) config.FontLoaderFlags |= ImGuiFreeTypeLoaderFlags_Bold;
  config.ExtraSizeScale = em;
  for (int i = 0; i < most_fonts; ++i) atlas.AddFont(&config);
}

}  // namespace alphabar
