#include "core/metrics/estimators/point_tree.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace alphabar {
namespace {

constexpr std::size_t leaf = 8;  // points

double square(const Vec2& a, const Vec2& b) {
  const double dx = a[0] - b[0], dy = a[1] - b[1];
  return dx * dx + dy * dy;
}

/// The squared distance from a point to a box; 0 inside.
double square_to_box(const Vec2& at, const Vec2& low, const Vec2& high) {
  return square(at, {std::clamp(at[0], low[0], high[0]), std::clamp(at[1], low[1], high[1])});
}

double share_covered(std::span<const float> x, const PointTree& by) {
  std::size_t inside = 0;
  for (std::size_t i = 0; i < x.size(); i += 2) inside += by.covers(Vec2{x[i], x[i + 1]}) ? 1 : 0;
  return static_cast<double>(inside) / (static_cast<double>(x.size()) / 2);
}

}  // namespace

PointTree::PointTree(std::span<const float> x, std::size_t k) : order_(x.size() / 2) {
  assert(k >= 1 && order_.size() > k);
  for (std::size_t i = 0; i < x.size(); i += 2) points_.push_back({x[i], x[i + 1]});
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  build(0, order_.size());
  std::vector<double> best(k + 1);  // squared: the point itself is one of them
  for (const Vec2& at : points_) {
    std::ranges::fill(best, std::numeric_limits<double>::infinity());
    nearest(0, at, best);
    radii_.push_back(std::sqrt(best.back()));
  }
  set_reach(0);
}

std::size_t PointTree::build(std::size_t first, std::size_t last) {
  const std::size_t place = nodes_.size();
  Node node{first, last, 0, 0, points_[order_[first]], points_[order_[first]], 0};
  for (std::size_t i = first; i < last; ++i)
    for (std::size_t d = 0; d < 2; ++d) {
      node.low[d] = std::min(node.low[d], points_[order_[i]][d]);
      node.high[d] = std::max(node.high[d], points_[order_[i]][d]);
    }
  nodes_.push_back(node);
  if (last - first <= leaf) return place;
  const std::size_t across = node.high[0] - node.low[0] > node.high[1] - node.low[1] ? 0 : 1;
  const std::size_t middle = first + (last - first) / 2;
  const auto at = [this](std::size_t i) { return order_.begin() + static_cast<std::ptrdiff_t>(i); };
  std::nth_element(at(first), at(middle), at(last), [&](std::size_t a, std::size_t b) {
    return points_[a][across] < points_[b][across];
  });
  const std::size_t left = build(first, middle), right = build(middle, last);
  nodes_[place].left = left;
  nodes_[place].right = right;
  return place;
}

void PointTree::nearest(std::size_t place, const Vec2& at, std::vector<double>& best) const {
  const Node& node = nodes_[place];
  if (node.left == 0) {
    for (std::size_t i = node.first; i < node.last; ++i) {
      const double found = square(at, points_[order_[i]]);
      if (!(found < best.back())) continue;
      best.back() = found;
      for (std::size_t j = best.size() - 1; j > 0 && best[j] < best[j - 1]; --j)
        std::swap(best[j], best[j - 1]);
    }
    return;
  }
  const auto off = [&](std::size_t child) {
    return square_to_box(at, nodes_[child].low, nodes_[child].high);
  };
  const double left = off(node.left), right = off(node.right);
  const bool left_first = left <= right;
  if (std::min(left, right) < best.back()) nearest(left_first ? node.left : node.right, at, best);
  if (std::max(left, right) < best.back()) nearest(left_first ? node.right : node.left, at, best);
}

void PointTree::set_reach(std::size_t place) {
  Node& node = nodes_[place];
  if (node.left == 0) {
    for (std::size_t i = node.first; i < node.last; ++i)
      node.reach = std::max(node.reach, radii_[order_[i]]);
    return;
  }
  set_reach(node.left);
  set_reach(node.right);
  node.reach = std::max(nodes_[node.left].reach, nodes_[node.right].reach);
}

bool PointTree::covers(const Vec2& at) const { return covers(0, at); }

bool PointTree::covers(std::size_t place, const Vec2& at) const {
  const Node& node = nodes_[place];
  if (square_to_box(at, node.low, node.high) > node.reach * node.reach) return false;
  if (node.left != 0) return covers(node.left, at) || covers(node.right, at);
  for (std::size_t i = node.first; i < node.last; ++i) {
    const double radius = radii_[order_[i]];
    if (square(at, points_[order_[i]]) <= radius * radius) return true;
  }
  return false;
}

PrecisionRecall precision_recall(const PointTree& x, std::span<const float> points_of_x,
                                 const PointTree& y, std::span<const float> points_of_y) {
  return {share_covered(points_of_x, y), share_covered(points_of_y, x)};
}

double nearest_entropy(const PointTree& points, std::size_t k, std::size_t counted) {
  const std::vector<double>& radii = points.radii();
  double mean_log = 0;
  for (std::size_t i = 0; i < counted; ++i) mean_log += std::log(radii[i]);
  mean_log /= static_cast<double>(counted);
  double psi = 0;  // psi(n) - psi(k)
  for (std::size_t j = k; j < radii.size(); ++j) psi += 1 / static_cast<double>(j);
  return psi + std::log(std::numbers::pi) + 2 * mean_log;
}

}  // namespace alphabar
