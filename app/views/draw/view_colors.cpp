#include "app/views/draw/view_colors.h"

#include <algorithm>

#include "app/theme/palette.h"
#include "app/views/draw/ink.h"
#include "app/views/draw/text.h"
#include "core/derive/derived.h"

namespace alphabar {

Rgb mix(const Rgb& from, const Rgb& to, float t) {
  return {from.r + (to.r - from.r) * t, from.g + (to.g - from.g) * t, from.b + (to.b - from.b) * t};
}

Rgb heat(const ViewColors& colors, float share) {
  const Rgb top = mix(colors.density, colors.text, 0.25F);
  const float low = lightness(colors.ground), high = lightness(top);
  const float wanted = low + (high - low) * share;
  float from = 0, to = 1;  // mixing is monotone in lightness
  for (int i = 0; i < 12; ++i) {
    const float middle = 0.5F * (from + to);
    const bool below = (lightness(mix(colors.ground, top, middle)) < wanted) == (high > low);
    (below ? from : to) = middle;
  }
  return mix(colors.ground, top, 0.5F * (from + to));
}

Rgb ViewColors::at_place(double u, double v) const {
  const auto x = static_cast<float>(0.5 + 0.5 * u), y = static_cast<float>(0.5 + 0.5 * v);
  return mix(mix(corners[0], corners[1], x), mix(corners[2], corners[3], x), y);
}

ViewColors view_colors(Theme theme) {
  const Palette p = palette(theme);
  ViewColors colors{.ground = rgb(p.pane),
                    .text = rgb(p.text),
                    .muted = rgb(p.quiet),
                    .faint = rgb(p.line),
                    .density = rgb(p.density),
                    .contour = mix(rgb(p.density), rgb(p.quiet), 0.7F),
                    .curve = rgb(p.curve),
                    .accent = rgb(p.time),
                    .error = rgb(p.error),
                    .lanes = {},
                    .patterns = {},
                    .classes = {},
                    .corners = {},
                    .stroke = theme == Theme::projector ? 1.6F : 1.0F};
  for (std::size_t i = 0; i < colors.lanes.size(); ++i) {
    colors.lanes[i] = rgb(lane_color(i, theme));
    colors.patterns[i] = lane_pattern(i);
  }
  for (std::size_t i = 0; i < colors.classes.size(); ++i)
    colors.classes[i] = rgb(class_color(i, theme));
  for (std::size_t i = 0; i < colors.corners.size(); ++i)
    colors.corners[i] = rgb(corner_color(i, theme));
  return colors;
}

ViewColors view_colors(Theme theme, const Derived& derived) {
  const ViewColors all = view_colors(theme);
  ViewColors colors = all;
  for (std::size_t i = 0; i < std::min(derived.lanes.size(), colors.lanes.size()); ++i) {
    const std::size_t hue = hue_of(derived.lanes[i].spec, derived.lanes[i].index);
    colors.lanes[i] = all.lane(hue);
    colors.patterns[i] = all.pattern(hue);
  }
  return colors;
}

}  // namespace alphabar
