#include "app/views/view_colors.h"

#include "app/theme/palette.h"

namespace alphabar {
namespace {

Rgb rgb(const ImVec4& color) { return {color.x, color.y, color.z}; }

}  // namespace

Rgb mix(const Rgb& from, const Rgb& to, float t) {
  return {from.r + (to.r - from.r) * t, from.g + (to.g - from.g) * t,
          from.b + (to.b - from.b) * t};
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
                    .lanes = {},
                    .stroke = theme == Theme::projector ? 1.6F : 1.0F};
  for (std::size_t i = 0; i < colors.lanes.size(); ++i) colors.lanes[i] = rgb(lane_color(i, theme));
  return colors;
}

}  // namespace alphabar
