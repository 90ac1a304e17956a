#include "app/formula/typeset.h"

#include <alphabar_math_font.h>
#include <ft2build.h>
#include <internal/graphic_freetype.h>
#include <microtex.h>
#include <rich_md_latex.h>
#include FT_OUTLINE_H

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "core/base/error.h"

namespace alphabar {
namespace {

enum File : std::size_t { metrics, outlines };  // the order in which CMakeLists.txt embeds them

constexpr int margin = 2;

/// What MicroTeX draws on: it knows glyphs and bars, and no more is asked of it by mathematics.
class Canvas : public microtex::Graphics2D {
 public:
  Canvas(Typeset& picture) : picture_(picture) {}

  void setColor(microtex::color c) override { color_ = c; }
  microtex::color getColor() const override { return color_; }
  void setStroke(const microtex::Stroke& stroke) override { stroke_ = stroke; }
  const microtex::Stroke& getStroke() const override { return stroke_; }
  void setStrokeWidth(float width) override { stroke_.lineWidth = width; }
  void setDash(const std::vector<float>&) override {}
  std::vector<float> getDash() override { return {}; }
  microtex::sptr<microtex::Font> getFont() const override { return font_; }
  void setFont(const microtex::sptr<microtex::Font>& font) override { font_ = font; }
  float getFontSize() const override { return size_; }
  void setFontSize(float size) override { size_ = size; }

  void translate(float dx, float dy) override {
    x_ += dx * scale_x_;
    y_ += dy * scale_y_;
  }
  void scale(float sx, float sy) override {
    scale_x_ *= sx;
    scale_y_ *= sy;
  }
  void rotate(float) override {}
  void rotate(float, float, float) override {}
  void reset() override {
    x_ = y_ = 0;
    scale_x_ = scale_y_ = 1;
  }
  float sx() const override { return scale_x_; }
  float sy() const override { return scale_y_; }

  void drawGlyph(microtex::u16 glyph, float x, float y) override {
    const auto* font = static_cast<const microtex::Font_freetype*>(font_.get());
    if (font == nullptr || font->getFace() == nullptr) return;
    FT_Face face = font->getFace();
    const float left = x * scale_x_ + x_, base = y * scale_y_ + y_;
    const float column = std::floor(left), row = std::floor(base);
    if (FT_Set_Char_Size(face, 0, std::lround(size_ * scale_y_ * 64), 72, 72) != 0 ||
        FT_Load_Glyph(face, glyph, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0 ||
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

  void fillRect(float x, float y, float w, float h) override {
    const float left = x * scale_x_ + x_, right = left + w * scale_x_;
    float top = y * scale_y_ + y_, bottom = top + h * scale_y_;
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
  void drawLine(float x1, float y1, float x2, float y2) override {
    const float half = 0.5F * stroke_.lineWidth;  // bars lie flat or stand upright
    fillRect(std::min(x1, x2) - (x1 == x2 ? half : 0), std::min(y1, y2) - (y1 == y2 ? half : 0),
             std::abs(x2 - x1) + (x1 == x2 ? 2 * half : 0),
             std::abs(y2 - y1) + (y1 == y2 ? 2 * half : 0));
  }
  void drawRect(float x, float y, float w, float h) override {
    drawLine(x, y, x + w, y);
    drawLine(x, y + h, x + w, y + h);
    drawLine(x, y, x, y + h);
    drawLine(x + w, y, x + w, y + h);
  }
  void drawRoundRect(float x, float y, float w, float h, float, float) override {
    drawRect(x, y, w, h);
  }
  void fillRoundRect(float x, float y, float w, float h, float, float) override {
    fillRect(x, y, w, h);
  }

  // Glyphs come by number, never as paths.
  bool beginPath(microtex::i32) override { return true; }
  void moveTo(float, float) override {}
  void lineTo(float, float) override {}
  void cubicTo(float, float, float, float, float, float) override {}
  void quadTo(float, float, float, float) override {}
  void closePath() override {}
  void fillPath(microtex::i32) override {}

 private:
  /// The colour over what is there.
  void blend(int column, int row, float alpha) {
    if (alpha <= 0 || column < 0 || row < 0 || column >= picture_.width || row >= picture_.height)
      return;
    std::uint8_t* p =
        &picture_
             .pixels[4 * (static_cast<std::size_t>(row) * static_cast<std::size_t>(picture_.width) +
                          static_cast<std::size_t>(column))];
    const float below = static_cast<float>(p[3]) / 255, sum = alpha + below * (1 - alpha);
    const std::array<unsigned, 3> ink{microtex::color_r(color_), microtex::color_g(color_),
                                      microtex::color_b(color_)};
    for (std::size_t i = 0; i < 3; ++i) {
      const float mixed =
          (static_cast<float>(ink[i]) * alpha + static_cast<float>(p[i]) * below * (1 - alpha)) /
          sum;
      p[i] = static_cast<std::uint8_t>(std::lround(mixed));
    }
    p[3] = static_cast<std::uint8_t>(std::lround(255 * sum));
  }

  Typeset& picture_;
  microtex::color color_ = microtex::black;
  microtex::Stroke stroke_;
  microtex::sptr<microtex::Font> font_;
  float size_ = 20, x_ = 0, y_ = 0, scale_x_ = 1, scale_y_ = 1;
};

std::vector<std::uint8_t> bytes_of(File file) {
  const std::string_view bytes = math_font_files()[file].bytes;
  return {bytes.begin(), bytes.end()};
}

}  // namespace

Typeset typeset(const std::string& latex, double size, HexColor color) {
  if (!RichMd::Latex::IsInitialized())
    RichMd::Latex::InitFromMemory(bytes_of(metrics), bytes_of(outlines));
  const auto pixels = static_cast<float>(size);
  std::unique_ptr<microtex::Render> render;
  try {
    render.reset(microtex::MicroTeX::parse(latex, 0, pixels, pixels / 3, 0xFF000000U | color, true,
                                           {true, microtex::TexStyle::display}));
  } catch (const std::exception& problem) {
    throw BadRequest("formula", "latex", latex, "LaTeX that can be set", problem.what());
  }
  Typeset picture;
  picture.width = render->getWidth() + 2 * margin;
  picture.height = render->getHeight() + 2 * margin;
  picture.baseline = margin + render->getHeight() - render->getDepth();
  picture.pixels.resize(std::size_t{4} * static_cast<std::size_t>(picture.width) *
                        static_cast<std::size_t>(picture.height));
  Canvas canvas(picture);
  render->draw(canvas, margin, margin);
  return picture;
}

}  // namespace alphabar
