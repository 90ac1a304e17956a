#include "core/figures/fields/vector_field.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

namespace alphabar {
namespace {

constexpr double step_share = 0.25;    // of the separation, one step along a line
constexpr double closest_share = 0.6;  // of the separation, where a line gives way to another
constexpr int most_steps = 60;         // each way

/// Points of the lines so far, found by cells as wide as the separation.
class PointGrid {
 public:
  PointGrid(const Point& low, const Point& high, double cell)
      : low_(low),
        cell_(cell),
        columns_(static_cast<std::size_t>((high[0] - low[0]) / cell) + 1),
        rows_(static_cast<std::size_t>((high[1] - low[1]) / cell) + 1),
        cells_(columns_ * rows_) {}

  bool free(const Point& x, double distance) const {
    const auto [column, row] = place(x);
    for (std::size_t r = row > 0 ? row - 1 : 0; r <= std::min(row + 1, rows_ - 1); ++r)
      for (std::size_t c = column > 0 ? column - 1 : 0; c <= std::min(column + 1, columns_ - 1);
           ++c)
        for (const Point& y : cells_[r * columns_ + c])
          if ((x - y).norm() < distance) return false;
    return true;
  }
  void add(const Point& x) {
    const auto [column, row] = place(x);
    cells_[row * columns_ + column].push_back(x);
  }

 private:
  std::pair<std::size_t, std::size_t> place(const Point& x) const {
    const auto index = [this](double from, double to, std::size_t count) {
      return std::min(static_cast<std::size_t>(std::max(0.0, (to - from) / cell_)), count - 1);
    };
    return {index(low_[0], x[0], columns_), index(low_[1], x[1], rows_)};
  }

  Point low_;
  double cell_;
  std::size_t columns_, rows_;
  std::vector<std::vector<Point>> cells_;
};

/// A step of length |h| along the field (against it where h < 0), by the midpoint rule; false where
/// the field vanishes or the grid ends.
bool advance(const FieldGrid& grid, Point& x, double h) {
  const auto along = [&](const Point& at, Point& direction) {
    if (!grid.covers(at)) return false;
    direction = grid.at(at);
    const double norm = direction.stableNorm();
    if (!(norm > 1e-12) || !std::isfinite(norm)) return false;
    direction /= norm;
    return true;
  };
  Point before, middle;
  if (!along(x, before) || !along(x + 0.5 * h * before, middle)) return false;
  if (before.dot(middle) < 0) return false;  // it would turn round: a sink
  x += h * middle;
  return grid.covers(x);
}

}  // namespace

Point field_at(const std::vector<DiffusedComponent>& components, const FieldSpec& spec,
               const Point& x) {
  const Split split = split_by(components, x, spec.level.s);
  if (spec.field == Field::score) return point_of(split.score);
  const auto [da, ds] = spec.rate;
  return da * point_of(split.x0_hat) + ds * point_of(split.eps_hat);
}

FieldFunction field_of(std::vector<DiffusedComponent> components, const FieldSpec& spec) {
  return [components = std::move(components), spec](const Eigen::Matrix2Xd& x) {
    Eigen::Matrix2Xd values(2, x.cols());
    for (Eigen::Index i = 0; i < x.cols(); ++i)
      values.col(i) = field_at(components, spec, x.col(i));
    return values;
  };
}

FieldGrid::FieldGrid(const FieldFunction& field, const Point& low, const Point& high,
                     double spacing)
    : low_(low),
      spacing_(spacing),
      columns_(static_cast<Eigen::Index>(std::ceil((high.x() - low.x()) / spacing)) + 2),
      rows_(static_cast<Eigen::Index>(std::ceil((high.y() - low.y()) / spacing)) + 2),
      values_(2, columns_ * rows_) {
  for (Eigen::Index j = 0; j < rows_; ++j)
    for (Eigen::Index i = 0; i < columns_; ++i) {
      const Point place(static_cast<double>(i), static_cast<double>(j));
      values_.col(j * columns_ + i) = low + spacing * place;
    }
  values_ = field(values_);
}

Point FieldGrid::high() const {
  return low_ + spacing_ * Point(static_cast<double>(columns_ - 1), static_cast<double>(rows_ - 1));
}

bool FieldGrid::covers(const Point& x) const {
  return (x.array() >= low_.array()).all() && (x.array() < high().array()).all();
}

Point FieldGrid::at(const Point& x) const {
  assert(covers(x));
  const Point place = (x - low_) / spacing_;
  const Eigen::Index i = std::min(static_cast<Eigen::Index>(place.x()), columns_ - 2);
  const Eigen::Index j = std::min(static_cast<Eigen::Index>(place.y()), rows_ - 2);
  const double p = place.x() - static_cast<double>(i), q = place.y() - static_cast<double>(j);
  const auto between = [&](Eigen::Index row) -> Point {
    const auto values = values_.middleCols<2>(row * columns_ + i);
    return (1 - p) * values.col(0) + p * values.col(1);
  };
  return (1 - q) * between(j) + q * between(j + 1);
}

std::vector<std::vector<Point>> streamlines(const FieldGrid& grid, double separation) {
  const Point& low = grid.low();
  const Point high = grid.high();
  PointGrid points_so_far(low, high, separation);
  std::vector<std::vector<Point>> lines;
  const double h = step_share * separation;
  // Seeds on whole multiples of the separation, so that they stay put as the camera moves.
  const auto first = [&](double from) { return std::ceil(from / separation) * separation; };
  for (double y = first(low[1]); y < high[1]; y += separation)
    for (double x = first(low[0]); x < high[0]; x += separation) {
      const Point seed{x, y};
      if (!points_so_far.free(seed, separation)) continue;
      std::vector<Point> line;
      for (const double way : {-h, h}) {
        Point at = seed;
        for (int step = 0; step < most_steps && advance(grid, at, way); ++step) {
          if (!points_so_far.free(at, closest_share * separation)) break;
          line.push_back(at);
        }
        if (way < 0) {
          std::reverse(line.begin(), line.end());
          line.push_back(seed);
        }
      }
      if (line.size() < 3) continue;
      for (const Point& point : line) points_so_far.add(point);
      lines.push_back(std::move(line));
    }
  return lines;
}

}  // namespace alphabar
