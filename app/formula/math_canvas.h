#pragma once

#include <ft2build.h>
#include <internal/graphic_freetype.h>
#include <microtex.h>
#include FT_FREETYPE_H

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "app/formula/typeset.h"

namespace alphabar {

/// What MicroTeX draws on: it knows glyphs and bars, and no more is asked of it by mathematics.
class MathCanvas : public microtex::Graphics2D {
 public:
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

  void drawGlyph(microtex::u16 number, float x, float y) override {
    const auto* font = static_cast<const microtex::Font_freetype*>(font_.get());
    if (font == nullptr || font->getFace() == nullptr) return;
    glyph(font->getFace(), number, x * scale_x_ + x_, y * scale_y_ + y_);
  }
  void fillRect(float x, float y, float w, float h) override {
    const float left = x * scale_x_ + x_, top = y * scale_y_ + y_;
    bar(left, top, left + w * scale_x_, top + h * scale_y_);
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

 protected:
  /// A glyph of a face by its number, its origin at (left, base).
  virtual void glyph(FT_Face face, unsigned number, float left, float base) = 0;
  virtual void bar(float left, float top, float right, float bottom) = 0;

  float em() const { return size_ * scale_y_; }  ///< of the glyph that is drawn, pixels

 private:
  microtex::color color_ = microtex::black;
  microtex::Stroke stroke_;
  microtex::sptr<microtex::Font> font_;
  float size_ = 20, x_ = 0, y_ = 0, scale_x_ = 1, scale_y_ = 1;
};

/// Pixels around a formula.
constexpr int math_margin = 2;

/// Sets a formula as typeset() says; it is drawn at (math_margin, math_margin).
std::unique_ptr<microtex::Render> set_formula(const std::string& latex, double size,
                                              HexColor color);

}  // namespace alphabar
