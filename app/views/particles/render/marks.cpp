#include "app/views/particles/render/marks.h"

namespace alphabar {
namespace {

void put(float (&rgba)[4], const Rgb& color, double alpha) {
  rgba[0] = color.r;
  rgba[1] = color.g;
  rgba[2] = color.b;
  rgba[3] = static_cast<float>(alpha);
}

}  // namespace

Stroke stroke(const Vec2& from, const Vec2& to, const StrokeInk& ink) {
  Stroke s;
  for (int i = 0; i < 2; ++i) {
    s.from[i] = static_cast<float>(from[static_cast<std::size_t>(i)]);
    s.to[i] = static_cast<float>(to[static_cast<std::size_t>(i)]);
  }
  put(s.from_rgba, ink.color, ink.alpha_from);
  put(s.to_rgba, ink.color, ink.alpha_to);
  s.width = static_cast<float>(ink.width);
  return s;
}

Ring ring(const Vec2& center, const Rgb& color, double alpha, double radius, double width) {
  Ring r;
  r.center[0] = static_cast<float>(center[0]);
  r.center[1] = static_cast<float>(center[1]);
  put(r.rgba, color, alpha);
  r.radius = static_cast<float>(radius);
  r.width = static_cast<float>(width);
  return r;
}

}  // namespace alphabar
