#include "core/figures/vector_field.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace alphabar {
namespace {

constexpr double step_share = 0.25;    // of the separation, one step along a line
constexpr double closest_share = 0.6;  // of the separation, where a line gives way to another
constexpr int most_steps = 60;         // each way

/// Points of the lines so far, found by cells as wide as the separation.
class Crowd {
 public:
  Crowd(const Vec2& low, const Vec2& high, double cell)
      : low_(low),
        cell_(cell),
        columns_(static_cast<std::size_t>((high[0] - low[0]) / cell) + 1),
        rows_(static_cast<std::size_t>((high[1] - low[1]) / cell) + 1),
        cells_(columns_ * rows_) {}

  bool free(const Vec2& x, double distance) const {
    const auto [column, row] = place(x);
    for (std::size_t r = row > 0 ? row - 1 : 0; r <= std::min(row + 1, rows_ - 1); ++r)
      for (std::size_t c = column > 0 ? column - 1 : 0; c <= std::min(column + 1, columns_ - 1);
           ++c)
        for (const Vec2& y : cells_[r * columns_ + c])
          if (std::hypot(x[0] - y[0], x[1] - y[1]) < distance) return false;
    return true;
  }
  void add(const Vec2& x) {
    const auto [column, row] = place(x);
    cells_[row * columns_ + column].push_back(x);
  }

 private:
  std::pair<std::size_t, std::size_t> place(const Vec2& x) const {
    const auto index = [this](double from, double to, std::size_t count) {
      return std::min(static_cast<std::size_t>(std::max(0.0, (to - from) / cell_)), count - 1);
    };
    return {index(low_[0], x[0], columns_), index(low_[1], x[1], rows_)};
  }

  Vec2 low_;
  double cell_;
  std::size_t columns_, rows_;
  std::vector<std::vector<Vec2>> cells_;
};

/// A step of length |h| along the field (against it where h < 0), by the midpoint rule; false where
/// the field vanishes or the grid ends.
bool advance(const FieldGrid& grid, Vec2& x, double h) {
  const auto along = [&](const Vec2& at, Vec2& direction) {
    if (!grid.covers(at)) return false;
    direction = grid.at(at);
    const double norm = std::hypot(direction[0], direction[1]);
    if (!(norm > 1e-12) || !std::isfinite(norm)) return false;
    direction = {direction[0] / norm, direction[1] / norm};
    return true;
  };
  Vec2 d;
  if (!along(x, d)) return false;
  const Vec2 before = d;
  if (!along({x[0] + 0.5 * h * d[0], x[1] + 0.5 * h * d[1]}, d)) return false;
  if (before[0] * d[0] + before[1] * d[1] < 0) return false;  // it would turn round: a sink
  x = {x[0] + h * d[0], x[1] + h * d[1]};
  return grid.covers(x);
}

}  // namespace

Vec2 field_at(const std::vector<DiffusedComponent>& components, const FieldSpec& spec,
              const Vec2& x) {
  double top = -1e300, sum = 0;
  Vec2 score{0, 0}, x0_hat{0, 0};
  for (const DiffusedComponent& c : components) {
    const double dx = x[0] - c.mean_x, dy = x[1] - c.mean_y;
    const double u = c.w_xx * dx + c.w_xy * dy, v = c.w_yy * dy;
    const double e = c.log_scale - 0.5 * (u * u + v * v);
    if (e > top) {  // the largest exponent so far stays outside the sums
      const double keep = std::exp(top - e);
      sum *= keep;
      for (Vec2* part : {&score, &x0_hat})
        for (double& value : *part) value *= keep;
      top = e;
    }
    const double r = std::exp(e - top);
    sum += r;
    score[0] -= r * c.w_xx * u;
    score[1] -= r * (c.w_xy * u + c.w_yy * v);
    x0_hat[0] += r * (c.b_x + c.g_xx * x[0] + c.g_xy * x[1]);
    x0_hat[1] += r * (c.b_y + c.g_yx * x[0] + c.g_yy * x[1]);
  }
  for (std::size_t i = 0; i < 2; ++i) {
    score[i] /= sum;
    x0_hat[i] /= sum;
  }
  if (spec.field == Field::score) return score;
  const auto [da, ds] = spec.rate;
  return {da * x0_hat[0] - ds * spec.level.s * score[0],
          da * x0_hat[1] - ds * spec.level.s * score[1]};
}

FieldGrid::FieldGrid(const std::vector<DiffusedComponent>& components, const FieldSpec& spec,
                     const Vec2& low, const Vec2& high, double spacing)
    : low_(low),
      spacing_(spacing),
      columns_(static_cast<std::size_t>(std::ceil((high[0] - low[0]) / spacing)) + 2),
      rows_(static_cast<std::size_t>(std::ceil((high[1] - low[1]) / spacing)) + 2) {
  values_.reserve(columns_ * rows_);
  for (std::size_t j = 0; j < rows_; ++j)
    for (std::size_t i = 0; i < columns_; ++i)
      values_.push_back(field_at(
          components, spec,
          {low[0] + spacing * static_cast<double>(i), low[1] + spacing * static_cast<double>(j)}));
}

Vec2 FieldGrid::high() const {
  return {low_[0] + spacing_ * static_cast<double>(columns_ - 1),
          low_[1] + spacing_ * static_cast<double>(rows_ - 1)};
}

bool FieldGrid::covers(const Vec2& x) const {
  const Vec2 end = high();
  return x[0] >= low_[0] && x[1] >= low_[1] && x[0] < end[0] && x[1] < end[1];
}

Vec2 FieldGrid::at(const Vec2& x) const {
  assert(covers(x));
  const double u = (x[0] - low_[0]) / spacing_, v = (x[1] - low_[1]) / spacing_;
  const std::size_t i = std::min(static_cast<std::size_t>(u), columns_ - 2);
  const std::size_t j = std::min(static_cast<std::size_t>(v), rows_ - 2);
  const double p = u - static_cast<double>(i), q = v - static_cast<double>(j);
  const auto value = [&](std::size_t c, std::size_t r) -> const Vec2& {
    return values_[r * columns_ + c];
  };
  Vec2 out;
  for (std::size_t k = 0; k < 2; ++k)
    out[k] = (1 - q) * ((1 - p) * value(i, j)[k] + p * value(i + 1, j)[k]) +
             q * ((1 - p) * value(i, j + 1)[k] + p * value(i + 1, j + 1)[k]);
  return out;
}

std::vector<std::vector<Vec2>> streamlines(const FieldGrid& grid, double separation) {
  const Vec2 low = grid.low(), high = grid.high();
  Crowd crowd(low, high, separation);
  std::vector<std::vector<Vec2>> lines;
  const double h = step_share * separation;
  // Seeds on whole multiples of the separation, so that they stay put as the camera moves.
  const auto first = [&](double from) { return std::ceil(from / separation) * separation; };
  for (double y = first(low[1]); y < high[1]; y += separation)
    for (double x = first(low[0]); x < high[0]; x += separation) {
      const Vec2 seed{x, y};
      if (!crowd.free(seed, separation)) continue;
      std::vector<Vec2> line;
      for (const double way : {-h, h}) {
        Vec2 at = seed;
        for (int step = 0; step < most_steps && advance(grid, at, way); ++step) {
          if (!crowd.free(at, closest_share * separation)) break;
          line.push_back(at);
        }
        if (way < 0) {
          std::reverse(line.begin(), line.end());
          line.push_back(seed);
        }
      }
      if (line.size() < 3) continue;
      for (const Vec2& point : line) crowd.add(point);
      lines.push_back(std::move(line));
    }
  return lines;
}

}  // namespace alphabar
