#include "app/views/draw/curve_labels.h"

#include <algorithm>
#include <cmath>

namespace alphabar {
namespace {

constexpr float spacing = 3;  // pixels between two samples of a curve
constexpr float margin = 2;   // that a name keeps from curves, names and the plot's edge
constexpr float apart = 5;    // that two curves must have between them to be told apart

float distance(const ImVec2& min, const ImVec2& max, const ImVec2& p) {
  return std::hypot(std::max({min.x - p.x, p.x - max.x, 0.0F}),
                    std::max({min.y - p.y, p.y - max.y, 0.0F}));
}

float distance(const ImVec2& min, const ImVec2& max, const std::vector<ImVec2>& points) {
  float nearest = 1e9F;
  for (const ImVec2& p : points) nearest = std::min(nearest, distance(min, max, p));
  return nearest;
}

}  // namespace

void LabelPlaces::add(const std::vector<ImVec2>& curve, int group) {
  std::vector<ImVec2>& points = curves_.emplace_back(Samples{{}, group}).points;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const ImVec2 to = curve[i], from = points.empty() ? to : points.back();
    const float length = std::hypot(to.x - from.x, to.y - from.y);
    if (length < spacing && !points.empty() && i + 1 < curve.size()) continue;
    const int pieces = std::clamp(static_cast<int>(length / spacing), 1, 500);
    for (int k = 1; k <= pieces; ++k) {
      const float u = static_cast<float>(k) / static_cast<float>(pieces);
      points.emplace_back(from.x + u * (to.x - from.x), from.y + u * (to.y - from.y));
    }
  }
}

bool LabelPlaces::free(const ImVec2& min, const ImVec2& max) const {
  if (min.x < min_.x || max.x > max_.x || min.y < min_.y || max.y > max_.y) return false;
  for (const ImVec4& box : taken_)
    if (min.x < box.z && max.x > box.x && min.y < box.w && max.y > box.y) return false;
  for (const Samples& curve : curves_)
    for (const ImVec2& p : curve.points)
      if (p.x > min.x && p.x < max.x && p.y > min.y && p.y < max.y) return false;
  return true;
}

bool LabelPlaces::belongs(const ImVec2& min, const ImVec2& max, const ImVec2& anchor,
                          std::size_t curve) const {
  const float own = distance(min, max, curves_[curve].points);
  for (std::size_t i = 0; i < curves_.size(); ++i) {
    if (i == curve || curves_[i].group != curves_[curve].group) continue;
    if (distance(anchor, anchor, curves_[i].points) < apart) return false;
    if (distance(min, max, curves_[i].points) < own) return false;
  }
  return true;
}

std::optional<ImVec2> LabelPlaces::take(std::size_t curve, const ImVec2& size) {
  std::vector<ImVec2> anchors = curves_[curve].points;
  std::ranges::sort(anchors, [](const ImVec2& a, const ImVec2& b) { return a.x > b.x; });
  const float gap = 2 * margin;
  for (std::size_t i = 0; i < anchors.size(); i += 2)
    for (const float dx : {-size.x - gap, gap, -0.5F * size.x})
      for (const float dy : {-size.y - gap, gap}) {
        const ImVec2 corner(std::round(anchors[i].x + dx), std::round(anchors[i].y + dy));
        const ImVec2 min(corner.x - margin, corner.y - margin);
        const ImVec2 max(corner.x + size.x + margin, corner.y + size.y + margin);
        if (!free(min, max) || !belongs(min, max, anchors[i], curve)) continue;
        taken_.emplace_back(min.x, min.y, max.x, max.y);
        return corner;
      }
  return std::nullopt;
}

}  // namespace alphabar
