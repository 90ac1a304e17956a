#include "app/export/figure/running_colors.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace alphabar {
namespace {

/// A picture and where it lies.
struct Canvas {
  Image image;
  PageBox box;
  double dots;

  PagePoint pixel(const ImVec2& p) const {
    return {(double{p.x} - box.min.x) * dots, (double{p.y} - box.min.y) * dots};
  }
};

double side(const PagePoint& a, const PagePoint& b, const PagePoint& p) {
  return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
}

void paint(Canvas& canvas, const ImDrawVert* t) {
  const std::array<PagePoint, 3> p{canvas.pixel(t[0].pos), canvas.pixel(t[1].pos),
                                   canvas.pixel(t[2].pos)};
  const double whole = side(p[0], p[1], p[2]);
  if (whole == 0) return;
  std::array<ImVec4, 3> c;
  for (std::size_t i = 0; i < 3; ++i) c[i] = ImGui::ColorConvertU32ToFloat4(t[i].col);
  const auto [left, right] = std::minmax({p[0].x, p[1].x, p[2].x});
  const auto [top, bottom] = std::minmax({p[0].y, p[1].y, p[2].y});
  const int from_x = std::max(0, static_cast<int>(std::floor(left))),
            to_x = std::min(canvas.image.width, static_cast<int>(std::ceil(right)));
  const int from_y = std::max(0, static_cast<int>(std::floor(top))),
            to_y = std::min(canvas.image.height, static_cast<int>(std::ceil(bottom)));
  for (int y = from_y; y < to_y; ++y)
    for (int x = from_x; x < to_x; ++x) {
      const PagePoint at{x + 0.5, y + 0.5};
      const double a = side(p[1], p[2], at) / whole, b = side(p[2], p[0], at) / whole,
                   d = 1 - a - b;
      if (a < -1e-6 || b < -1e-6 || d < -1e-6) continue;
      std::uint8_t* out =
          &canvas.image.pixels[4 * (static_cast<std::size_t>(y) *
                                        static_cast<std::size_t>(canvas.image.width) +
                                    static_cast<std::size_t>(x))];
      const auto mixed = [&](float i, float j, float k) {
        return static_cast<std::uint8_t>(std::clamp(
            std::lround(255 * (a * double{i} + b * double{j} + d * double{k})), 0L, 255L));
      };
      out[0] = mixed(c[0].x, c[1].x, c[2].x);
      out[1] = mixed(c[0].y, c[1].y, c[2].y);
      out[2] = mixed(c[0].z, c[1].z, c[2].z);
      out[3] = mixed(c[0].w, c[1].w, c[2].w);
    }
}

}  // namespace

std::pair<Image, PageBox> running_colors(const std::vector<ImDrawVert>& vertices,
                                         double dots_per_unit) {
  PageBox box{{1e30, 1e30}, {-1e30, -1e30}};
  for (const ImDrawVert& v : vertices) {
    box.min = {std::min(box.min.x, double{v.pos.x}), std::min(box.min.y, double{v.pos.y})};
    box.max = {std::max(box.max.x, double{v.pos.x}), std::max(box.max.y, double{v.pos.y})};
  }
  const auto dots = [&](double length) {
    return std::clamp(static_cast<int>(std::ceil(length * dots_per_unit)), 1, 8192);
  };
  Canvas canvas{{}, box, dots_per_unit};
  canvas.image.width = dots(box.max.x - box.min.x);
  canvas.image.height = dots(box.max.y - box.min.y);
  canvas.image.pixels.assign(std::size_t{4} * static_cast<std::size_t>(canvas.image.width) *
                                 static_cast<std::size_t>(canvas.image.height),
                             0);
  for (std::size_t i = 0; i + 3 <= vertices.size(); i += 3) paint(canvas, &vertices[i]);
  box.max = {box.min.x + canvas.image.width / dots_per_unit,
             box.min.y + canvas.image.height / dots_per_unit};
  return {std::move(canvas.image), box};
}

}  // namespace alphabar
