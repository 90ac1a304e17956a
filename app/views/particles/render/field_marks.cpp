#include "app/views/particles/render/field_marks.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/figures/fields/guidance_field.h"
#include "core/figures/fields/vector_field.h"
#include "core/model/mixture.h"

namespace alphabar {
namespace {

constexpr double most_evaluations = 1e6;  // components times places a frame may cost

struct Ink {
  Rgb color;
  double width;  // pixels
};

struct ShownField {
  FieldFunction at;
  std::size_t components;  ///< what a place costs
};

/// Nothing where the frame has none, or nothing to make one of.
std::optional<ShownField> shown_field(const PaneFrame& frame) {
  if (!frame.target || frame.field == Field::none) return std::nullopt;
  const std::size_t count = frame.target->data().components.size();
  if (frame.field == Field::guidance) {
    if (!frame.guided) return std::nullopt;
    return ShownField{[&frame](const Eigen::Matrix2Xd& x) {
                        return guidance_at(*frame.guided, frame.guide, frame.level, x);
                      },
                      3 * count};
  }
  if (frame.field == Field::flow && frame.rate == Vec2{0, 0}) return std::nullopt;
  const FieldSpec spec{frame.field, frame.level, frame.rate};
  return ShownField{field_of(frame.target->at(frame.level), spec), count};
}

Stroke line_to(const Point& from, const Point& to, const Ink& ink, double alpha) {
  return stroke(vec2_of(from), vec2_of(to), {ink.color, alpha, alpha, ink.width});
}

void add_head(Marks& marks, const Point& tip, const Point& back, double alpha, const Ink& ink) {
  for (const double side : {-1.0, 1.0}) {
    const Point barb = tip - back + 0.55 * side * Point(-back.y(), back.x());
    marks.strokes.push_back(line_to(barb, tip, ink, alpha));
  }
}

/// How close places may lie in the pane, for what each costs.
double least_spacing(const PaneFrame& frame, const ShownField& field) {
  const double area =
      4 * frame.camera.half_width(frame.width, frame.height) * frame.camera.half_height;
  return std::sqrt(area * static_cast<double>(field.components) / most_evaluations);
}

void add_arrows(Marks& marks, const PaneFrame& frame, const ShownField& field, double spacing,
                const Ink& ink) {
  const double unit = frame.camera.scale(frame.height);
  const Vec2 half{frame.camera.half_width(frame.width, frame.height), frame.camera.half_height};
  const auto first = [&](std::size_t axis) {
    return static_cast<long>(std::floor((frame.camera.center[axis] - half[axis]) / spacing));
  };
  const auto last = [&](std::size_t axis) {
    return static_cast<long>(std::ceil((frame.camera.center[axis] + half[axis]) / spacing));
  };
  std::vector<Point> nodes;
  for (long j = first(1); j <= last(1); ++j)
    for (long i = first(0); i <= last(0); ++i)
      nodes.push_back(spacing * Point(static_cast<double>(i), static_cast<double>(j)));
  Eigen::Matrix2Xd at(2, static_cast<Eigen::Index>(nodes.size()));
  for (std::size_t n = 0; n < nodes.size(); ++n) at.col(static_cast<Eigen::Index>(n)) = nodes[n];
  const Eigen::Matrix2Xd values = field.at(at);
  std::vector<std::pair<Point, Point>> places;
  std::vector<double> norms;
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    const Point f = values.col(static_cast<Eigen::Index>(n));
    const double norm = f.stableNorm();
    if (!(norm > 0) || !std::isfinite(norm)) continue;
    places.push_back({nodes[n], f / norm});
    norms.push_back(norm);
  }
  if (norms.empty()) return;
  std::vector<double> sorted = norms;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  const double usual = *middle;  // is drawn at half the longest length
  for (std::size_t n = 0; n < places.size(); ++n) {
    const double length = 0.9 * spacing * norms[n] / (norms[n] + usual);
    if (length * unit < 2 * frame.pixel_scale) continue;
    const auto& [x, d] = places[n];
    const Point reach = 0.5 * length * d, tip = x + reach;
    marks.strokes.push_back(line_to(x - reach, tip, ink, 0.8));
    add_head(marks, tip, 0.36 * length * d, 0.8, ink);
  }
}

void add_streamlines(Marks& marks, const PaneFrame& frame, const ShownField& field,
                     double separation, const Ink& ink) {
  const Point center = point_of(frame.camera.center);
  const Point half(frame.camera.half_width(frame.width, frame.height), frame.camera.half_height);
  const double spacing = std::max(0.25 * separation, least_spacing(frame, field));
  const FieldGrid grid(field.at, center - half, center + half, spacing);
  for (const std::vector<Point>& line : streamlines(grid, separation)) {
    const double points = static_cast<double>(line.size() - 1);
    const auto alpha = [&](std::size_t i) { return 0.25 + 0.6 * static_cast<double>(i) / points; };
    for (std::size_t i = 1; i < line.size(); ++i)
      marks.strokes.push_back(stroke(vec2_of(line[i - 1]), vec2_of(line[i]),
                                     {ink.color, alpha(i - 1), alpha(i), ink.width}));
    const Point step = line.back() - line[line.size() - 2];
    const double size = 0.22 * separation / std::max(step.norm(), 1e-12);
    add_head(marks, line.back(), size * step, 0.85, ink);
  }
}

}  // namespace

Marks field_marks(const PaneFrame& frame) {
  Marks marks;
  const std::optional<ShownField> field = shown_field(frame);
  if (!field) return marks;
  const Ink ink{mix(frame.colors.contour, frame.colors.text, 0.55F),
                1.1 * frame.pixel_scale * frame.colors.stroke};
  // A distance on screen that is a power of two in data units does not change as the camera moves.
  const double unit = frame.camera.scale(frame.height);
  const double spacing = std::exp2(std::round(2 * std::log2(30 * frame.pixel_scale / unit)) / 2);
  if (frame.field_form == FieldForm::arrows)
    add_arrows(marks, frame, *field, std::max(spacing, least_spacing(frame, *field)), ink);
  else
    add_streamlines(marks, frame, *field, 0.8 * spacing, ink);
  return marks;
}

}  // namespace alphabar
