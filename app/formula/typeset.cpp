#include "app/formula/typeset.h"

#include <ft2build.h>
#include FT_OUTLINE_H

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "app/formula/math_canvas.h"

namespace alphabar {
namespace {

/// Draws into pixels.
class Pixels : public MathCanvas {
 public:
  Pixels(Typeset& picture) : picture_(picture) {}

 private:
  void glyph(FT_Face face, unsigned number, float left, float base) override {
    const float column = std::floor(left), row = std::floor(base);
    if (FT_Set_Char_Size(face, 0, std::lround(em() * 64), 72, 72) != 0 ||
        FT_Load_Glyph(face, number, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0 ||
        face->glyph->format != FT_GLYPH_FORMAT_OUTLINE)
      return;
    FT_Outline_Translate(&face->glyph->outline, std::lround((left - column) * 64),
                         -std::lround((base - row) * 64));
    if (FT_Render_Glyph(face->glyph, FT_RENDER_MODE_NORMAL) != 0) return;
    const FT_Bitmap& bits = face->glyph->bitmap;
    for (unsigned r = 0; r < bits.rows; ++r)
      for (unsigned c = 0; c < bits.width; ++c)
        blend(static_cast<int>(column) + face->glyph->bitmap_left + static_cast<int>(c),
              static_cast<int>(row) - face->glyph->bitmap_top + static_cast<int>(r),
              bits.buffer[static_cast<std::ptrdiff_t>(r) * bits.pitch + c] / 255.0F);
  }

  void bar(float left, float top, float right, float bottom) override {
    if (bottom - top < 1) {  // a hairline would be grey: it gets one whole row
      top = std::round(0.5F * (top + bottom) - 0.5F);
      bottom = top + 1;
    }
    const auto cover = [](float low, float high, int cell) {
      const auto at = static_cast<float>(cell);
      return std::clamp(std::min(high, at + 1) - std::max(low, at), 0.0F, 1.0F);
    };
    for (int r = static_cast<int>(std::floor(top)); static_cast<float>(r) < bottom; ++r)
      for (int c = static_cast<int>(std::floor(left)); static_cast<float>(c) < right; ++c)
        blend(c, r, cover(top, bottom, r) * cover(left, right, c));
  }

  /// The colour over what is there.
  void blend(int column, int row, float alpha) {
    if (alpha <= 0 || column < 0 || row < 0 || column >= picture_.width || row >= picture_.height)
      return;
    std::uint8_t* p =
        &picture_
             .pixels[4 * (static_cast<std::size_t>(row) * static_cast<std::size_t>(picture_.width) +
                          static_cast<std::size_t>(column))];
    const float below = static_cast<float>(p[3]) / 255, sum = alpha + below * (1 - alpha);
    const std::array<unsigned, 3> ink{microtex::color_r(getColor()), microtex::color_g(getColor()),
                                      microtex::color_b(getColor())};
    for (std::size_t i = 0; i < 3; ++i) {
      const float mixed =
          (static_cast<float>(ink[i]) * alpha + static_cast<float>(p[i]) * below * (1 - alpha)) /
          sum;
      p[i] = static_cast<std::uint8_t>(std::lround(mixed));
    }
    p[3] = static_cast<std::uint8_t>(std::lround(255 * sum));
  }

  Typeset& picture_;
};

}  // namespace

Typeset typeset(const std::string& latex, double size, HexColor color) {
  const std::unique_ptr<microtex::Render> render = set_formula(latex, size, color);
  Typeset picture;
  picture.width = render->getWidth() + 2 * math_margin;
  picture.height = render->getHeight() + 2 * math_margin;
  picture.baseline = math_margin + render->getHeight() - render->getDepth();
  picture.pixels.resize(std::size_t{4} * static_cast<std::size_t>(picture.width) *
                        static_cast<std::size_t>(picture.height));
  Pixels pixels(picture);
  render->draw(pixels, math_margin, math_margin);
  return picture;
}

}  // namespace alphabar
