#pragma once

#include <imgui.h>

#include <cstddef>

#include "core/scene/scene.h"

namespace alphabar {

/// The colours of a theme. Colour means something: a lane's hue, the current time, an error.
/// Everything else is neutral. Text on panel has a contrast of at least 7:1, quiet text 4.5:1.
struct Palette {
  ImVec4 background;  ///< between the panels
  ImVec4 panel;       ///< behind controls and plots
  ImVec4 pane;        ///< behind particles: where p_t is 0
  ImVec4 density;     ///< where p_t is highest; the ramp runs from `pane` to here
  ImVec4 field;       ///< behind a number or a choice
  ImVec4 field_hovered;
  ImVec4 field_active;
  ImVec4 line;  ///< rules, frames of panes, grid lines
  ImVec4 text;
  ImVec4 quiet;  ///< labels, axes, units
  ImVec4 time;   ///< the current time, in every plot and on the slider
  ImVec4 error;  ///< behind the banner
  ImVec4 curve;  ///< curves that belong to no lane: the process itself
};

Palette palette(Theme theme);

/// The hue of a lane, everywhere it appears: particles, curves, the frame of its filmstrip.
/// Okabe and Ito's colours, safe for the colour-blind; darker where the ground is white. From the
/// fifth on they come again in other lightnesses, and curves have lane_pattern() besides.
ImVec4 lane_color(std::size_t lane, Theme theme);

/// How a lane's curves are dashed, beside its hue: 0 not at all, 1 in dashes, 2 in dots.
constexpr int lane_pattern(std::size_t lane) { return static_cast<int>(lane / 4 % 3); }

/// The hue of a class or a component of the data, of a state of a chain: of no lane.
ImVec4 class_color(std::size_t label, Theme theme);

/// A corner of a smooth map of the plane: low left, low right, high left, high right. Blue to
/// orange from left to right and dark to bright upwards, which any eye tells apart.
ImVec4 corner_color(std::size_t corner, Theme theme);

ImU32 packed(const ImVec4& color, float alpha = 1);  ///< alpha multiplies the colour's own
ImVec4 mix(const ImVec4& a, const ImVec4& b, float share_of_b);

}  // namespace alphabar
