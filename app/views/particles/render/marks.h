#pragma once

#include <vector>

#include "app/views/draw/view_colors.h"

namespace alphabar {

/// A straight stroke between two points in data units, its colour running from end to end. The
/// layout is that of shaders/draw/strokes.vert.
struct Stroke {
  float from[2], to[2];
  float from_rgba[4], to_rgba[4];
  float width;  ///< pixels
};

/// A ring around a point in data units; a disc where the width is the radius. The layout is that of
/// shaders/draw/rings.vert.
struct Ring {
  float center[2];
  float rgba[4];
  float radius, width;  ///< pixels
};

/// Lines and rings over a pane's particles, in the order of drawing.
struct Marks {
  std::vector<Stroke> strokes;
  std::vector<Ring> rings;
};

/// What a stroke is drawn with.
struct StrokeInk {
  Rgb color;
  double alpha_from, alpha_to;  ///< opacity at its ends
  double width;                 ///< pixels
};

Stroke stroke(const Vec2& from, const Vec2& to, const StrokeInk& ink);
Ring ring(const Vec2& center, const Rgb& color, double alpha, double radius, double width);

}  // namespace alphabar
