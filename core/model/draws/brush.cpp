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
  next.point_labels.resize(next.points.size(), 0);
  const double way = std::max((to - from).norm(), shortest_way);
  const int count = std::max(1, static_cast<int>(std::lround(way * brush.density)));
  bool room = true;
  for (int i = 0; i < count && room; ++i) {
    // The place in the set is the place in the stream.
    const auto draw = static_cast<std::uint64_t>(next.points.size());
    const auto z = normal_block(0, draw, 0, Stream::brush);
    const Point middle = from + (to - from) * ((i + 0.5) / count);
    const Point x = middle + 0.5 * brush.radius * Point(z[0], z[1]);
    for (int copy = 0; copy < brush.copies; ++copy) {
      room = next.points.size() < DataSpec::most;
      if (!room) break;
      const Point there = turned(x, copy, brush.copies);
      if (there.cwiseAbs().maxCoeff() > farthest) continue;
      next.points.push_back(vec2_of(there));
      next.point_labels.push_back(brush.label);
    }
  }
  if (!next.points.empty()) data = std::move(next);
  return room;
}

bool erase(DataSpec& data, const Brush& brush, const Point& at) {
  data.point_labels.resize(data.points.size(), 0);
  std::vector<std::size_t> left;
  for (std::size_t i = 0; i < data.points.size(); ++i) {
    bool under = false;
    for (int copy = 0; copy < brush.copies; ++copy)
      under |= (point_of(data.points[i]) - turned(at, copy, brush.copies)).norm() < brush.radius;
    if (!under) left.push_back(i);
  }
  if (left.size() == data.points.size()) return false;
  if (left.empty()) left.push_back(0);
  for (std::size_t i = 0; i < left.size(); ++i) {
    data.points[i] = data.points[left[i]];
    data.point_labels[i] = data.point_labels[left[i]];
  }
  data.points.resize(left.size());
  data.point_labels.resize(left.size());
  data.name = "drawn";
  return true;
}

}  // namespace alphabar
