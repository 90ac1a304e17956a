#include "core/model/points/point_model.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "core/base/check.h"
#include "core/base/error.h"

namespace alphabar {

using Eigen::Index;

/// Neighbours of one query, side by side.
struct PointModel::Room {
  Index count = 0;
  double nearest = 0;  ///< squared distance to the nearest
  Eigen::ArrayXd dx, dy, variance, exponent;

  void reserve(Index n) {
    if (dx.size() >= n) return;
    for (auto* array : {&dx, &dy, &variance, &exponent}) array->resize(n);
  }
};

namespace {

const std::vector<Vec2>& checked(const std::vector<Vec2>& points, double bandwidth,
                                 const std::vector<int>& labels) {
  if (points.empty() || points.size() > DataSpec::most_points)
    throw BadRequest("data", "points", std::to_string(points.size()),
                     "1 to " + std::to_string(DataSpec::most_points));
  if (!labels.empty() && labels.size() != points.size())
    throw BadRequest("data", "point_labels", std::to_string(labels.size()),
                     std::to_string(points.size()), "one for each point, or none");
  check_range("data", "bandwidth", bandwidth, 1e-6, 100);
  for (const Vec2& p : points)
    for (const double x : p) check_range("data", "points", x, -1e6, 1e6);
  return points;
}

int cell_of(double x, double low, double cell, int count) {
  return static_cast<int>(std::clamp(std::floor((x - low) / cell), 0.0, count - 1.0));
}

}  // namespace

/// `points` binned into cells that wide; each cell becomes one circle of their mean and of the mean
/// of their variances along both axes, their own among them.
PointModel::Layer PointModel::layer_of(const Layer& points, double cell) {
  Layer out;
  out.cell = cell;
  out.low = points.low;
  out.columns = std::max(1, static_cast<int>(std::ceil(points.columns * points.cell / cell)));
  out.rows = std::max(1, static_cast<int>(std::ceil(points.rows * points.cell / cell)));
  const auto cells = static_cast<std::size_t>(out.columns) * static_cast<std::size_t>(out.rows);
  struct Moments {
    double share = 0, x = 0, y = 0, square = 0;
  };
  std::vector<Moments> moments(cells);
  for (Index i = 0; i < points.mean_x.size(); ++i) {
    const int column = cell_of(points.mean_x[i], out.low[0], cell, out.columns);
    const int row = cell_of(points.mean_y[i], out.low[1], cell, out.rows);
    // From the middle of the cell, so that nothing is lost where it is far from 0.
    const double x = points.mean_x[i] - (out.low[0] + (column + 0.5) * cell);
    const double y = points.mean_y[i] - (out.low[1] + (row + 0.5) * cell);
    const double share = std::exp(points.log_share[i]);
    Moments& m = moments[static_cast<std::size_t>(row) * static_cast<std::size_t>(out.columns) +
                         static_cast<std::size_t>(column)];
    m.share += share;
    m.x += share * x;
    m.y += share * y;
    m.square += share * (x * x + y * y + 2 * points.variance[i]);
  }
  const auto occupied =
      std::ranges::count_if(moments, [](const Moments& m) { return m.share > 0; });
  for (auto* array : {&out.mean_x, &out.mean_y, &out.log_share, &out.variance})
    array->resize(occupied);
  out.first.assign(1, 0);
  Index next = 0;
  for (std::size_t i = 0; i < cells; ++i) {
    if (const Moments& m = moments[i]; m.share > 0) {
      const double x = m.x / m.share, y = m.y / m.share;
      const auto column = static_cast<double>(i % static_cast<std::size_t>(out.columns));
      const auto row = static_cast<double>(i / static_cast<std::size_t>(out.columns));
      out.mean_x[next] = out.low[0] + (column + 0.5) * cell + x;
      out.mean_y[next] = out.low[1] + (row + 0.5) * cell + y;
      out.log_share[next] = std::log(m.share);
      out.variance[next] = std::max(0.0, (m.square / m.share - x * x - y * y) / 2);
      ++next;
    }
    out.first.push_back(next);
  }
  return out;
}

PointModel::Layer PointModel::own_layer(const std::vector<Vec2>& points, double bandwidth) {
  Vec2 low = points[0], high = points[0];
  for (const Vec2& p : points)
    for (std::size_t c = 0; c < 2; ++c) {
      low[c] = std::min(low[c], p[c]);
      high[c] = std::max(high[c], p[c]);
    }
  const double extent = std::max({high[0] - low[0], high[1] - low[1], 1e-9});
  const double n = static_cast<double>(points.size());
  Layer own;
  own.cell = extent / std::ceil(std::sqrt(n)) * (1 + 1e-9);
  own.low = low;
  own.columns = static_cast<int>((high[0] - low[0]) / own.cell) + 1;
  own.rows = static_cast<int>((high[1] - low[1]) / own.cell) + 1;
  std::vector<std::pair<std::size_t, std::size_t>> places;  // cell, point
  for (std::size_t i = 0; i < points.size(); ++i) {
    const int column = cell_of(points[i][0], low[0], own.cell, own.columns);
    const int row = cell_of(points[i][1], low[1], own.cell, own.rows);
    places.emplace_back(static_cast<std::size_t>(row * own.columns + column), i);
  }
  std::ranges::sort(places);
  const auto count = static_cast<Index>(points.size());
  for (auto* array : {&own.mean_x, &own.mean_y, &own.log_share, &own.variance})
    array->resize(count);
  own.log_share.setConstant(-std::log(n));
  own.variance.setConstant(bandwidth * bandwidth);
  const auto cells = static_cast<std::size_t>(own.columns) * static_cast<std::size_t>(own.rows);
  own.first.assign(cells + 1, 0);
  for (const auto& place : places) ++own.first[place.first + 1];
  for (std::size_t i = 0; i < cells; ++i) own.first[i + 1] += own.first[i];
  for (std::size_t i = 0; i < places.size(); ++i) {
    own.mean_x[static_cast<Index>(i)] = points[places[i].second][0];
    own.mean_y[static_cast<Index>(i)] = points[places[i].second][1];
  }
  return own;
}

PointModel::Layers PointModel::layers_of(const std::vector<Vec2>& points, double bandwidth) {
  constexpr double fewest = 20;  // cells across all of them
  Layers layers{own_layer(points, bandwidth)};
  const double extent = layers[0].cell * std::max(layers[0].columns, layers[0].rows);
  for (double cell = layers[0].cell; cell < extent / fewest; cell *= std::numbers::sqrt2)
    layers.push_back(layer_of(layers[0], cell));
  return layers;
}

PointModel::PointModel(const std::vector<Vec2>& points, double bandwidth,
                       const std::vector<int>& labels)
    : circles_(checked(points, bandwidth, labels), bandwidth, labels),
      bandwidth2_(bandwidth * bandwidth),
      all_(layers_of(points, bandwidth)) {
  std::map<int, std::vector<Vec2>> classes;
  for (std::size_t i = 0; i < labels.size(); ++i) classes[labels[i]].push_back(points[i]);
  if (classes.size() < 2) {
    of_class_[classes.empty() ? 0 : classes.begin()->first] = {};
    return;
  }
  for (const auto& [label, its_points] : classes)
    of_class_[label] = layers_of(its_points, bandwidth);
}

const PointModel::Layers& PointModel::layers_of_class(int label) const {
  const auto found = of_class_.find(label);
  if (found == of_class_.end())
    throw BadRequest("model", "class", std::to_string(label),
                     "a label that one of the data's points has");
  return found->second.empty() ? all_ : found->second;
}

/// The widest cells that are fine enough.
const PointModel::Layer& PointModel::layer_at(const Layers& layers, double sigma) {
  const Layer* best = &layers[0];
  for (std::size_t i = 1; i < layers.size(); ++i)
    if (layers[i].cell <= sigma / fineness) best = &layers[i];
  return *best;
}

/// All circles with a mean within `radius` of y, and some around; cells are whole.
void PointModel::gather(const Layer& layer, const Vec2& y, double radius, double sigma2,
                        Room& room) {
  const int left = cell_of(y[0] - radius, layer.low[0], layer.cell, layer.columns);
  const int right = cell_of(y[0] + radius, layer.low[0], layer.cell, layer.columns);
  const int bottom = cell_of(y[1] - radius, layer.low[1], layer.cell, layer.rows);
  const int top = cell_of(y[1] + radius, layer.low[1], layer.cell, layer.rows);
  room.count = 0;
  room.nearest = std::numeric_limits<double>::infinity();
  for (int row = bottom; row <= top; ++row) {
    const auto line = static_cast<std::size_t>(row) * static_cast<std::size_t>(layer.columns);
    const Index from = layer.first[line + static_cast<std::size_t>(left)];
    const Index n = layer.first[line + static_cast<std::size_t>(right) + 1] - from;
    if (n == 0) continue;
    const Index at = room.count;
    room.dx.segment(at, n) = layer.mean_x.segment(from, n) - y[0];
    room.dy.segment(at, n) = layer.mean_y.segment(from, n) - y[1];
    room.variance.segment(at, n) = layer.variance.segment(from, n) + sigma2;
    const auto square = room.dx.segment(at, n).square() + room.dy.segment(at, n).square();
    room.nearest = std::min(room.nearest, square.minCoeff());
    room.exponent.segment(at, n) = layer.log_share.segment(from, n) -
                                   0.5 * square / room.variance.segment(at, n) -
                                   room.variance.segment(at, n).log();
    room.count += n;
  }
}

PointModel::Sums PointModel::sums(const Layers& layers, const Vec2& y, double sigma,
                                  Room& room) const {
  const Layer& layer = layer_at(layers, std::sqrt(sigma * sigma + bandwidth2_));
  const double widest = sigma * sigma + layer.variance.maxCoeff();
  const double n = static_cast<double>(layers[0].mean_x.size());
  const double reach2 = 2 * widest * std::log(n / left_out);
  room.reserve(layer.mean_x.size());
  double radius = std::sqrt(reach2);
  for (int tries = 0;; ++tries) {
    gather(layer, y, radius, sigma * sigma, room);
    const double needed = std::sqrt(room.nearest + reach2);
    if (room.count == layer.mean_x.size() || needed <= radius) break;
    radius = std::isfinite(needed) ? needed * (1 + 1e-12) : 4 * radius;
    if (tries > 60) radius = std::numeric_limits<double>::max() / 4;  // y is nowhere
  }
  const Index k = room.count;
  auto exponent = room.exponent.head(k);
  const double largest = exponent.maxCoeff();
  exponent = (exponent - largest).exp();
  const double total = exponent.sum();
  const auto by_variance = (exponent / room.variance.head(k)).eval();
  // Of each circle N(m, c) beneath noise sigma: E[y_0 | y] = y - sigma^2 / (sigma^2 + c) (y - m).
  const double pull_x = (by_variance * room.dx.head(k)).sum() / total;
  const double pull_y = (by_variance * room.dy.head(k)).sum() / total;
  return {std::log(total) + largest, y[0] + sigma * sigma * pull_x, y[1] + sigma * sigma * pull_y,
          pull_x, pull_y};
}

SplitBatch PointModel::split_batch(const PointBatchView& x, const Level& level,
                                   std::span<const int> classes) const {
  // At a = 0 x says nothing of the points: a level a little before it.
  const double a = std::max(level.a, 1e-9 * level.s), sigma = level.s / a;
  SplitBatch out{PointBatch(2, x.cols()), PointBatch(2, x.cols()), PointBatch(2, x.cols())};
  Room room;
  for (Index i = 0; i < x.cols(); ++i) {
    const std::size_t asked = classes.size() > 1 ? static_cast<std::size_t>(i) : 0;
    const Layers& layers = classes.empty() ? all_ : layers_of_class(classes[asked]);
    const Sums of = sums(layers, {x(0, i) / a, x(1, i) / a}, sigma, room);
    out.x0_hat.col(i) << of.mean_x, of.mean_y;
    out.score.col(i) << of.pull_x / a, of.pull_y / a;
    out.eps_hat.col(i) << -sigma * of.pull_x, -sigma * of.pull_y;
  }
  return out;
}

Eigen::VectorXd PointModel::log_density_batch(const PointBatchView& x, const Level& level) const {
  const double a = std::max(level.a, 1e-9 * level.s), sigma = level.s / a;
  Eigen::VectorXd out(x.cols());
  Room room;
  for (Index i = 0; i < x.cols(); ++i)
    out[i] = sums(all_, {x(0, i) / a, x(1, i) / a}, sigma, room).log_sum -
             std::log(2 * std::numbers::pi) - 2 * std::log(a);
  return out;
}

}  // namespace alphabar
