#include "app/export/figure/pane_vectors.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "app/export/figure/point_colors.h"
#include "app/export/figure/texture_pixels.h"
#include "app/export/opacity.h"
#include "app/views/particles/render/field_marks.h"
#include "app/views/particles/render/lane_marks.h"
#include "core/figures/fields/iso_lines.h"
#include "core/model/diffused_component.h"
#include "core/model/mixture.h"

namespace alphabar {
namespace {

PageColor color_of(const Rgb& color, double alpha = 1) {
  return {double{color.r}, double{color.g}, double{color.b}, alpha};
}
PageColor color_of(const float (&rgba)[4]) {
  return {double{rgba[0]}, double{rgba[1]}, double{rgba[2]}, double{rgba[3]}};
}

bool drawable(const Layer& layer) {
  return layer.run && layer.run->particles > 0 && layer.run->rows() > 0;
}

/// A pane on a page.
class PanePage {
 public:
  PanePage(VectorPage& page, const PaneFrame& frame, const PageBox& box, const PaneVectors& how)
      : page_(page), frame_(frame), box_(box), how_(how) {
    unit_ = (box.max.x - box.min.x) / frame.width;
  }

  void draw() {
    page_.clip(box_);
    std::size_t points = 0;
    for (const Layer& layer : frame_.layers)
      if (drawable(layer)) points += layer.run->particles;
    const bool dense = points > how_.most_points;
    ground(dense);
    lines_of_density();
    if (!dense) particles();
    marks(field_marks(frame_));
    marks(lane_marks(frame_));
  }

 private:
  PagePoint place(const Vec2& x) const {
    const Vec2 pixel = frame_.camera.to_pixel(x, frame_.width, frame_.height);
    return {box_.min.x + unit_ * pixel[0], box_.min.y + unit_ * pixel[1]};
  }
  PagePoint place(const float (&x)[2]) const { return place(Vec2{double{x[0]}, double{x[1]}}); }

  /// What the renderer makes of the frame without its marks, and without its particles unless they
  /// are too many for vectors.
  Image pixels(const PaneFrame& frame) const {
    ParticleRenderer renderer;
    PanePicture picture;
    const Image image = texture_pixels(renderer.draw(picture, frame));
    return part_of(image, {0, 1, 1, 0});  // OpenGL's first row is the lowest
  }

  void ground(bool dense) {
    PagePath whole;
    whole.move(box_.min);
    whole.line({box_.max.x, box_.min.y});
    whole.line(box_.max);
    whole.line({box_.min.x, box_.max.y});
    whole.close();
    const bool shaded = frame_.target && (frame_.backdrop == Backdrop::shading ||
                                          frame_.backdrop == Backdrop::energy);
    if (!how_.transparent) page_.fill(whole, color_of(frame_.colors.ground));
    if (!shaded && !dense) return;
    PaneFrame frame = frame_;
    frame.trails = frame.chords = false;
    frame.field = Field::none;
    frame.highlighted = -1;
    if (!dense) frame.layers.clear();
    if (!shaded) frame.backdrop = Backdrop::none;
    const double dots = how_.dots_per_unit * (box_.max.x - box_.min.x) / frame.width;
    frame.width = std::max(1, static_cast<int>(std::lround(frame.width * dots)));
    frame.height = std::max(1, static_cast<int>(std::lround(frame.height * dots)));
    frame.pixel_scale *= dots;
    // Lines of equal density are drawn as vectors; here they have no width. What the particles'
    // size is made of has to stay.
    if (frame.backdrop == Backdrop::shading && !dense)
      frame.colors.stroke = -1 / static_cast<float>(frame.pixel_scale);
    Image image;
    if (how_.transparent) {
      frame.colors.ground = {1, 1, 1};
      const Image white = pixels(frame);
      frame.colors.ground = {0, 0, 0};
      image = with_opacity(white, pixels(frame));
    } else {
      image = pixels(frame);
    }
    page_.picture(image, box_, PageTexels::smooth);
  }

  /// log p_t - log peak over the pane.
  ValueGrid density() const {
    ValueGrid grid;
    const double across = std::clamp((box_.max.x - box_.min.x) / 2, 40.0, 400.0);
    grid.columns = static_cast<std::size_t>(across) + 1;
    grid.rows = static_cast<std::size_t>(across * frame_.height / frame_.width) + 2;
    const std::vector<DiffusedComponent> components = frame_.target->at(frame_.level);
    const double peak = log_peak(components);
    Eigen::VectorXd shares;
    for (std::size_t row = 0; row < grid.rows; ++row)
      for (std::size_t column = 0; column < grid.columns; ++column) {
        const Vec2 pixel{
            frame_.width * static_cast<double>(column) / static_cast<double>(grid.columns - 1),
            frame_.height * static_cast<double>(row) / static_cast<double>(grid.rows - 1)};
        const Vec2 x = frame_.camera.to_data(pixel, frame_.width, frame_.height);
        grid.values.push_back(weigh(components, point_of(x), shares) - peak);
      }
    return grid;
  }

  void line(const ValueGrid& grid, double level, const PageColor& color) {
    const double across = (box_.max.x - box_.min.x) / (static_cast<double>(grid.columns) - 1),
                 down = (box_.max.y - box_.min.y) / (static_cast<double>(grid.rows) - 1);
    for (const auto& line : iso_lines(grid, level)) {
      std::vector<PagePoint> points;
      for (const Vec2& p : line)
        points.push_back({box_.min.x + across * p[0], box_.min.y + down * p[1]});
      page_.stroke(points, unit_ * frame_.pixel_scale * double{frame_.colors.stroke}, color);
    }
  }

  /// Those that shaders/draw/compose.frag has.
  void lines_of_density() {
    if (!frame_.target) return;
    const ViewColors& colors = frame_.colors;
    if (frame_.backdrop == Backdrop::shading) {
      const ValueGrid grid = density();
      line(grid, -0.5, color_of(colors.contour, 0.55));
      line(grid, -2, color_of(colors.contour, 0.45));
      line(grid, -4.5, color_of(colors.contour, 0.35));
    } else if (frame_.backdrop == Backdrop::contours) {
      const ValueGrid grid = density();
      const Rgb ink = mix(colors.contour, colors.text, 0.35F);
      for (int half = 1; half <= 8; ++half) {
        const double sigmas = 0.5 * half;
        line(grid, -0.5 * sigmas * sigmas, color_of(ink, half % 2 == 0 ? 0.8 : 0.5));
      }
    }
  }

  void particles() {
    std::vector<ColoredPoints> layers;
    std::vector<PointLook> looks;
    std::size_t most = 0;
    for (const Layer& layer : frame_.layers) {
      if (!drawable(layer)) continue;
      layers.push_back(colored_points(frame_, layer));
      looks.push_back(point_look(layer.run->particles, frame_));
      most = std::max(most, layers.back().x.size());
    }
    // Some of each layer in turn, so that none hides the others.
    const std::size_t turn = layers.size() > 1 ? 64 : most;
    for (std::size_t from = 0; from < most; from += std::max<std::size_t>(turn, 1))
      for (std::size_t i = 0; i < layers.size(); ++i)
        discs(layers[i], {from, std::min(from + turn, layers[i].x.size())}, looks[i]);
  }

  struct Range {
    std::size_t from, to;
  };
  /// Each run of one colour at once. Covers add up in the exponent: particles laid over one another
  /// with this opacity are as dark as the renderer makes them.
  void discs(const ColoredPoints& points, const Range& range, const PointLook& look) {
    const double alpha = 1 - std::exp(-look.weight);
    std::vector<PagePoint> centers;
    Rgb color;
    const auto flush = [&] {
      if (!centers.empty()) page_.discs(centers, 0.5 * unit_ * look.size, color_of(color, alpha));
      centers.clear();
    };
    const double edge = unit_ * look.size;
    for (std::size_t p = range.from; p < range.to; ++p) {
      const Rgb& own = points.colors[points.colors.size() > 1 ? p : 0];
      if (!(own == color)) flush();
      color = own;
      const PagePoint at = place(points.x[p]);
      const bool inside = at.x > box_.min.x - edge && at.x < box_.max.x + edge &&
                          at.y > box_.min.y - edge && at.y < box_.max.y + edge;
      if (inside) centers.push_back(at);  // no number is inside
    }
    flush();
  }

  void marks(const Marks& marks) {
    strokes(marks.strokes);
    for (const Ring& ring : marks.rings) {
      const PagePoint at = place(ring.center);
      const double radius = unit_ * double{ring.radius}, width = unit_ * double{ring.width};
      if (ring.width >= ring.radius) {
        page_.discs({at}, radius, color_of(ring.rgba));
        continue;
      }
      std::vector<PagePoint> circle;
      constexpr int pieces = 48;
      for (int i = 0; i <= pieces; ++i) {
        const double angle = 2 * std::numbers::pi * i / pieces;
        circle.push_back({at.x + (radius - width / 2) * std::cos(angle),
                          at.y + (radius - width / 2) * std::sin(angle)});
      }
      page_.stroke(circle, width, color_of(ring.rgba));
    }
  }

  /// Strokes that go on where the one before ended, all but as opaque, are one line.
  void strokes(const std::vector<Stroke>& all) {
    std::vector<PagePoint> points;
    PageColor color;
    double width = 0;
    PagePoint low{}, high{};
    const auto flush = [&] {
      const bool seen =
          low.x < box_.max.x && high.x > box_.min.x && low.y < box_.max.y && high.y > box_.min.y;
      if (points.size() > 1 && seen) page_.stroke(points, width, color);
      points.clear();
    };
    for (const Stroke& s : all) {
      const double alpha =
          std::round(24 * 0.5 * (double{s.from_rgba[3]} + double{s.to_rgba[3]})) / 24;
      PageColor own = color_of(s.from_rgba);
      own.a = alpha;
      const PagePoint from = place(s.from), to = place(s.to);
      if (points.empty() || !(points.back() == from) || !(own == color) ||
          width != unit_ * double{s.width}) {
        flush();
        if (alpha <= 0) continue;
        points.push_back(low = high = from);
        color = own;
        width = unit_ * double{s.width};
      }
      points.push_back(to);
      low = {std::min(low.x, to.x), std::min(low.y, to.y)};
      high = {std::max(high.x, to.x), std::max(high.y, to.y)};
    }
    flush();
  }

  VectorPage& page_;
  const PaneFrame& frame_;
  PageBox box_;
  PaneVectors how_;
  double unit_;  // of the page, to a pixel of the frame
};

}  // namespace

void draw_pane(VectorPage& page, const PaneFrame& frame, const PageBox& box,
               const PaneVectors& how) {
  PanePage(page, frame, box, how).draw();
}

}  // namespace alphabar
