#include "app/views/draw/ink.h"

#include <cmath>

namespace alphabar {

float lightness(const Rgb& color) {
  const auto linear = [](float x) {
    return x <= 0.04045F ? x / 12.92F : std::pow((x + 0.055F) / 1.055F, 2.4F);
  };
  const float y = 0.2126F * linear(color.r) + 0.7152F * linear(color.g) + 0.0722F * linear(color.b);
  return y <= 0.008856F ? 9.033F * y : 1.16F * std::cbrt(y) - 0.16F;
}

Rgb ink_on(const Rgb& behind, const ViewColors& colors) {
  const float here = lightness(behind);
  const auto apart = [&](const Rgb& ink) { return std::abs(lightness(ink) - here); };
  return apart(colors.text) >= apart(colors.ground) ? colors.text : colors.ground;
}

}  // namespace alphabar
