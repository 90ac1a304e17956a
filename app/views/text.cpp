#include "app/views/text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

namespace alphabar {

ImVec4 vec4(const Rgb& color, float alpha) { return {color.r, color.g, color.b, alpha}; }
ImU32 packed(const Rgb& color, float alpha) {
  return ImGui::ColorConvertFloat4ToU32(vec4(color, alpha));
}

ImVec2 text_size(std::string_view text, float size) {
  return ImGui::GetFont()->CalcTextSizeA(size > 0 ? size : ImGui::GetFontSize(), 1e9F, 0,
                                         text.data(), text.data() + text.size());
}

ImVec2 draw_text(ImDrawList& list, const ImVec2& at, std::string_view text, ImU32 color,
                 const ImVec2& align, float size) {
  const ImVec2 box = text_size(text, size);
  const ImVec2 corner{std::round(at.x - align.x * box.x), std::round(at.y - align.y * box.y)};
  list.AddText(ImGui::GetFont(), size > 0 ? size : ImGui::GetFontSize(), corner, color, text.data(),
               text.data() + text.size());
  return box;
}

std::string fitted(std::string_view text, float width, float size) {
  if (text_size(text, size).x <= width) return std::string(text);
  while (!text.empty()) {
    do text.remove_suffix(1);
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0x80) != 0 &&
           (static_cast<unsigned char>(text.back()) & 0x40) == 0);
    if (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0xC0)
      text.remove_suffix(1);
    const std::string candidate = std::string(text) + "\u2026";
    if (text_size(candidate, size).x <= width) return candidate;
  }
  return "";
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
