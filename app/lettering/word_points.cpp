#include "app/lettering/word_points.h"

#include <fmt/format.h>
#include <ft2build.h>
#include FT_FREETYPE_H

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "app/platform/fonts.h"
#include "core/base/check.h"
#include "core/base/text.h"
#include "core/model/draws/ink_points.h"

namespace alphabar {
namespace {

struct Letter {
  char32_t code;
  std::string_view bytes;
};

/// The letters of a text that is UTF-8.
std::vector<Letter> letters_of(std::string_view text) {
  std::vector<Letter> letters;
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    char32_t code = size == 1 ? first : first & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i)
      code = code << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
    letters.push_back({code, text.substr(at, size)});
    at += size;
  }
  return letters;
}

bool is_blank(char32_t letter) { return letter == ' ' || letter == 0xA0 || letter == 0x3000; }

std::vector<Letter> checked_letters(const WordSpec& spec) {
  const char* where = "word";
  const std::string shown = "\"" + one_line(spec.word, 80) + "\"";
  if (!is_plain_line(spec.word))
    throw BadRequest(where, "letters", shown, "UTF-8 text of one line");
  std::vector<Letter> letters = letters_of(spec.word);
  if (std::ranges::all_of(letters, [](const Letter& l) { return is_blank(l.code); }))
    throw BadRequest(where, "letters", spec.word.empty() ? "none" : "blanks alone",
                     "a word with a letter at least");
  if (letters.size() > WordSpec::most_letters)
    throw BadRequest(where, "letters", std::to_string(letters.size()),
                     "1 to " + std::to_string(WordSpec::most_letters), "take a shorter word");
  check_range(where, "points", spec.points, 1, DataSpec::most_points);
  check_range(where, "seed", spec.seed, 0, 2147483647);
  return letters;
}

/// Letters beside each other, as patches of ink.
class Line {
 public:
  explicit Line(FT_UInt em) : em_(em) {
    if (FT_Init_FreeType(&library_) != 0) throw Failed("the library of fonts cannot be started");
  }
  ~Line() { FT_Done_FreeType(library_); }  // its faces too
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  void add(const Letter& letter) {
    const std::optional<FontFace> font = face_with(letter.code);
    if (!font) refuse(letter);
    FT_Face face = open(*font);
    if (FT_Load_Char(face, letter.code, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0 ||
        face->glyph->format != FT_GLYPH_FORMAT_OUTLINE)
      refuse(letter);
    const double advance = static_cast<double>(face->glyph->advance.x) / 64;
    if (FT_Render_Glyph(face->glyph, FT_RENDER_MODE_NORMAL) != 0) refuse(letter);
    add_ink(*face->glyph, !is_blank(letter.code));
    at_ += advance;
  }

  const std::vector<InkPatch>& patches() const { return patches_; }

 private:
  [[noreturn]] static void refuse(const Letter& letter) {
    throw BadRequest(
        "word", "letter",
        fmt::format("{} (U+{:04X})", letter.bytes, static_cast<std::uint32_t>(letter.code)),
        "letters that a font of this machine has as outlines", "install a font of its script");
  }

  FT_Face open(const FontFace& font) const {
    FT_Face face = nullptr;
    if (FT_New_Memory_Face(library_, reinterpret_cast<const FT_Byte*>(font.bytes.data()),
                           static_cast<FT_Long>(font.bytes.size()), font.face, &face) != 0 ||
        FT_Set_Pixel_Sizes(face, 0, em_) != 0)
      throw Failed("a font for the word cannot be read");
    return face;
  }

  void add_ink(const FT_GlyphSlotRec& glyph, bool counts) {
    const FT_Bitmap& from = glyph.bitmap;
    InkPatch patch{static_cast<int>(std::lround(at_)) + glyph.bitmap_left,
                   -glyph.bitmap_top,
                   static_cast<int>(from.width),
                   static_cast<int>(from.rows),
                   {},
                   next_};
    for (unsigned row = 0; row < from.rows; ++row)
      for (unsigned column = 0; column < from.width; ++column)
        patch.ink.push_back(
            static_cast<float>(
                from.buffer[static_cast<int>(row) * from.pitch + static_cast<int>(column)]) /
            255);
    if (counts) ++next_;
    if (!patch.ink.empty()) patches_.push_back(std::move(patch));
  }

  FT_UInt em_;
  FT_Library library_ = nullptr;
  double at_ = 0;  ///< of the next letter's origin, pixels
  int next_ = 0;   ///< letter that is no blank
  std::vector<InkPatch> patches_;
};

}  // namespace

DataSpec word_points(const WordSpec& spec) {
  const std::vector<Letter> letters = checked_letters(spec);
  // Fine beside the distance of points, and no more than some million pixels.
  const auto em = static_cast<FT_UInt>(std::clamp<std::size_t>(3000 / letters.size(), 128, 1000));
  Line line(em);
  for (const Letter& letter : letters) line.add(letter);
  DataSpec data = points_in_ink(line.patches(), static_cast<std::size_t>(spec.points),
                                static_cast<std::uint64_t>(spec.seed));
  if (data.points.empty())
    throw BadRequest("word", "letters", "\"" + spec.word + "\"", "letters that leave ink");
  data.name = "word " + spec.word;
  return data;
}

}  // namespace alphabar
