#include "core/model/draws/brush.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "core/rng/noise.h"

namespace alphabar {
namespace {

constexpr double shortest_way = 0.1;  // a click is as long as this, in data units
constexpr double farthest = 100;      // of a point from each axis: check(DataSpec)

Point turned(const Point& x, int copy, int copies) {
  const double angle = 2 * std::numbers::pi * copy / copies;
  const double c = std::cos(angle), s = std::sin(angle);
  return {c * x.x() - s * x.y(), s * x.x() + c * x.y()};
}

}  // namespace

bool paint(DataSpec& data, const Brush& brush, const Point& from, const Point& to) {
  DataSpec next = data;
  if (next.points.empty()) next.bandwidth = DataSpec().bandwidth;
  next.components.clear();
  next.name = "drawn";
  std::vector<Vec2> points = data.points;
  std::vector<int> labels = data.point_labels;
  labels.resize(points.size(), 0);
  const double way = std::max((to - from).norm(), shortest_way);
  const int count = std::max(1, static_cast<int>(std::lround(way * brush.density)));
  bool room = true;
  for (int i = 0; i < count && room; ++i) {
    // The place in the set is the place in the stream.
    const auto draw = static_cast<std::uint64_t>(points.size());
    const auto z = normal_block(0, draw, 0, Stream::brush);
    const Point middle = from + (to - from) * ((i + 0.5) / count);
    const Point x = middle + 0.5 * brush.radius * Point(z[0], z[1]);
    for (int copy = 0; copy < brush.copies; ++copy) {
      room = points.size() < DataSpec::most_points;
      if (!room) break;
      const Point there = turned(x, copy, brush.copies);
      if (there.cwiseAbs().maxCoeff() > farthest) continue;
      points.push_back(vec2_of(there));
      labels.push_back(brush.label);
    }
  }
  if (points.empty()) return room;
  next.points = std::move(points);
  next.point_labels = std::move(labels);
  data = std::move(next);
  return room;
}

bool erase(DataSpec& data, const Brush& brush, const Point& at) {
  const std::vector<Vec2>& points = data.points;
  const std::vector<int>& labels = data.point_labels;
  std::vector<std::size_t> left;
  for (std::size_t i = 0; i < points.size(); ++i) {
    bool under = false;
    for (int copy = 0; copy < brush.copies; ++copy)
      under |= (point_of(points[i]) - turned(at, copy, brush.copies)).norm() < brush.radius;
    if (!under) left.push_back(i);
  }
  if (left.size() == points.size()) return false;
  if (left.empty()) left.push_back(0);
  std::vector<Vec2> kept;
  std::vector<int> kept_labels;
  for (const std::size_t i : left) {
    kept.push_back(points[i]);
    kept_labels.push_back(labels.empty() ? 0 : labels[i]);
  }
  data.points = std::move(kept);
  data.point_labels = std::move(kept_labels);
  data.name = "drawn";
  return true;
}

}  // namespace alphabar
