#include "app/views/draw/text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

namespace alphabar {

ImVec4 vec4(const Rgb& color, float alpha) { return {color.r, color.g, color.b, alpha}; }
Rgb rgb(const ImVec4& color) { return {color.x, color.y, color.z}; }
ImU32 packed(const Rgb& color, float alpha) {
  return ImGui::ColorConvertFloat4ToU32(vec4(color, alpha));
}

double tick_step(double pixels_per_unit, double spacing) {
  const double wanted = spacing / pixels_per_unit;
  const double power = std::pow(10, std::floor(std::log10(wanted)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= wanted * 0.999) return factor * power;
  return 10 * power;
}

std::string tick_text(double value, double step) {
  if (std::abs(value) < 0.5 * step) return "0";
  char buffer[32];
  const int decimals = std::clamp(-static_cast<int>(std::floor(std::log10(step) + 1e-9)), 0, 8);
  std::snprintf(buffer, sizeof buffer, "%.*f", decimals, std::abs(value));
  std::string text = value < 0 ? "\u2212" : "";
  text += buffer;
  return text;
}

}  // namespace alphabar
