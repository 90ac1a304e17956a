#pragma once

#include <array>
#include <cstddef>

#include "core/scene/scene.h"

namespace alphabar {

struct Derived;

/// A colour, each part in [0, 1], as the screen takes it (sRGB).
struct Rgb {
  float r = 0, g = 0, b = 0;
  bool operator==(const Rgb&) const = default;
};

/// From one colour (t = 0) to another (t = 1).
Rgb mix(const Rgb& from, const Rgb& to, float t);

/// What the views are painted in: the theme's palette without a word of ImGui, for the renderers.
/// Hue has one meaning each: a lane, or the current time. All else is neutral.
struct ViewColors {
  Rgb ground;              ///< behind a pane, plot or picture
  Rgb text, muted, faint;  ///< titles and values; tick labels; grid lines and frames
  Rgb density;             ///< p_t at its peak, over the ground
  Rgb contour;             ///< lines of equal p_t
  Rgb curve;               ///< curves that belong to no lane: the process itself
  Rgb accent;              ///< the current time, and nothing else
  Rgb error;               ///< the ground where something cannot be used
  std::array<Rgb, LaneSpec::most> lanes;
  std::array<int, LaneSpec::most> patterns{};  ///< lane_pattern() of each
  std::array<Rgb, 8> classes;  ///< of the data's components and classes, a chain's states
  std::array<Rgb, 4> corners;  ///< of a smooth map of the plane: low left, low right, high left ...
  float stroke = 1;            ///< factor of every line's width: more on a projector

  const Rgb& lane(std::size_t index) const { return lanes[index % lanes.size()]; }
  int pattern(std::size_t index) const { return patterns[index % patterns.size()]; }
  /// The map's colour at (u, v), each in [-1, 1]; shaders/draw/points_colored.vert has the same.
  Rgb at_place(double u, double v) const;
  bool operator==(const ViewColors&) const = default;
};

ViewColors view_colors(Theme theme);

/// The neutral ramp of a heat map, from nothing (0) to the peak (1) in even steps of lightness: it
/// has no hue to be mistaken and leaves the hues to the lanes.
Rgb heat(const ViewColors& colors, float share);

/// The same with lane(i) for runs.lanes[i]: a muted lane keeps its hue for itself.
ViewColors view_colors(Theme theme, const Derived& derived);

}  // namespace alphabar
