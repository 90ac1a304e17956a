#pragma once

#include <imgui.h>

#include <string>

#include "app/views/draw/view_colors.h"
#include "app/widgets/text.h"

namespace alphabar {

ImU32 packed(const Rgb& color, float alpha = 1);
ImVec4 vec4(const Rgb& color, float alpha = 1);
Rgb rgb(const ImVec4& color);  ///< without its alpha

/// Distance between ticks that makes about one in `spacing` pixels, one of 1, 2, 5 x 10^n.
double tick_step(double pixels_per_unit, double spacing);

/// A tick's label with as many decimals as its step asks for, and a true minus sign.
std::string tick_text(double value, double step);

}  // namespace alphabar
