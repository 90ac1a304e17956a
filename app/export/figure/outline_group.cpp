#include "app/export/figure/outline_group.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

namespace alphabar {
namespace {

constexpr double near = 0.02;  // units within which two places are one

double distance(const PagePoint& a, const PagePoint& b) { return std::hypot(a.x - b.x, a.y - b.y); }
PagePoint middle(const PagePoint& a, const PagePoint& b) {
  return {0.5 * (a.x + b.x), 0.5 * (a.y + b.y)};
}

double area(const std::vector<PagePoint>& outline) {
  double twice = 0;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const PagePoint &p = outline[i], &q = outline[(i + 1) % outline.size()];
    twice += p.x * q.y - q.x * p.y;
  }
  return 0.5 * twice;
}

struct Segment {
  PagePoint from, to;
  double width;
};

/// A quadrilateral with two parallel sides as a piece of a line: from the middle of its last edge
/// to that of its second.
std::optional<Segment> as_segment(const std::vector<PagePoint>& q) {
  if (q.size() != 4) return std::nullopt;
  const double dx = q[1].x - q[0].x, dy = q[1].y - q[0].y, length = std::hypot(dx, dy);
  const double ex = q[2].x - q[3].x, ey = q[2].y - q[3].y, other = std::hypot(ex, ey);
  if (length < 1e-6 || other < 1e-6) return std::nullopt;
  if (std::abs(dx * ey - dy * ex) > 0.02 * length * other || dx * ex + dy * ey <= 0)
    return std::nullopt;
  const double width = std::abs(dx * (q[3].y - q[0].y) - dy * (q[3].x - q[0].x)) / length;
  return Segment{middle(q[3], q[0]), middle(q[1], q[2]), width};
}

struct Disc {
  PagePoint center;
  double radius;
};

std::optional<Disc> as_disc(const std::vector<PagePoint>& outline) {
  if (outline.size() < 8) return std::nullopt;
  Disc disc{{0, 0}, 0};
  const double share = 1 / static_cast<double>(outline.size());
  for (const PagePoint& p : outline) {
    disc.center.x += share * p.x;
    disc.center.y += share * p.y;
  }
  for (const PagePoint& p : outline) disc.radius += share * distance(p, disc.center);
  for (const PagePoint& p : outline)
    if (std::abs(distance(p, disc.center) - disc.radius) > 0.01 * disc.radius) return std::nullopt;
  // Nor is a rectangle with round corners, whose corners are all as far from its middle.
  const double even = 2 * std::numbers::pi * disc.radius / static_cast<double>(outline.size());
  for (std::size_t i = 0; i < outline.size(); ++i)
    if (distance(outline[i], outline[(i + 1) % outline.size()]) > 2 * even) return std::nullopt;
  return disc;
}

bool shares_edge(const std::vector<PagePoint>& a, const std::vector<PagePoint>& b) {
  int shared = 0;
  for (const PagePoint& p : a)
    for (const PagePoint& q : b) shared += distance(p, q) < near ? 1 : 0;
  return shared >= 2;
}

}  // namespace

void OutlineGroup::add(const std::array<Corner, 3>& t, const PageColor& color) {
  if (color != color_) {
    flush();
    color_ = color;
  }
  // The next triangle of a fan has its first corner, and its last one as the second.
  if (!polygon_.empty() && t[0].index == polygon_.front().index &&
      t[1].index == polygon_.back().index) {
    polygon_.push_back(t[2]);
    return;
  }
  end_polygon();
  polygon_.assign(t.begin(), t.end());
}

void OutlineGroup::end_polygon() {
  if (polygon_.empty()) return;
  Outline outline;
  for (const Corner& corner : polygon_)
    if (outline.empty() || distance(outline.back(), corner.at) > 1e-6) outline.push_back(corner.at);
  polygon_.clear();
  if (std::abs(area(outline)) < 1e-6) return;
  if (const auto segment = as_segment(outline)) return add_segment(outline);
  flush_line();
  if (const auto disc = as_disc(outline)) {
    if (!discs_.empty() && std::abs(disc->radius - radius_) > 1e-3 * radius_) flush_discs();
    flush_shapes();
    radius_ = disc->radius;
    discs_.push_back(disc->center);
    return;
  }
  flush_discs();
  // Pieces that are half transparent and lie apart are laid over one another; others are one.
  if (color_.a < 1 && !shapes_.empty()) {
    const std::size_t last = shapes_.size() - 1;
    const bool joined = shares_edge(outline, shapes_[last]) ||
                        (last > 0 && shares_edge(outline, shapes_[last - 1]));
    if (!joined) flush_shapes();
  }
  shapes_.push_back(std::move(outline));
}

void OutlineGroup::add_segment(const Outline& quad) {
  const Segment s = *as_segment(quad);
  flush_discs();
  flush_shapes();
  if (!line_.empty() && (distance(line_.back(), s.from) > near ||
                         std::abs(width_ - s.width) > 0.02 * std::max(width_, s.width)))
    flush_line();
  if (line_.empty()) line_.push_back(s.from);
  line_.push_back(s.to);
  segments_.push_back(quad);
  width_ = s.width;
}

void OutlineGroup::flush_line() {
  if (segments_.size() == 1) {  // a bar or a rectangle: as it is
    shapes_.push_back(segments_.front());
    flush_shapes();
  } else if (!line_.empty()) {
    page_.stroke(line_, width_, color_);
  }
  line_.clear();
  segments_.clear();
}

void OutlineGroup::flush_discs() {
  if (!discs_.empty()) page_.discs(discs_, radius_, color_);
  discs_.clear();
}

void OutlineGroup::flush_shapes() {
  PagePath path;
  for (Outline& outline : shapes_) {
    if (area(outline) < 0) std::ranges::reverse(outline);  // all turn one way: none is a hole
    for (std::size_t i = 0; i < outline.size(); ++i)
      i == 0 ? path.move(outline[i]) : path.line(outline[i]);
    path.close();
  }
  shapes_.clear();
  page_.fill(path, color_);
}

void OutlineGroup::flush() {
  end_polygon();
  flush_line();
  flush_discs();
  flush_shapes();
}

}  // namespace alphabar
