#include "core/model/loss.h"

#include <algorithm>
#include <cmath>

#include "core/model/point.h"

namespace alphabar {
namespace {

/// d / softness, d the distance inside.
double depth(const Loss& loss, const Vec2& x0) {
  return (point_of(loss.normal).dot(point_of(x0)) - loss.offset) / loss.softness;
}

}  // namespace

double value(const Loss& loss, const Vec2& x0) {
  if (loss.plane) {
    const double u = depth(loss, x0);
    return std::log1p(std::exp(-std::abs(u))) + std::max(-u, 0.0);
  }
  return 0.5 * (point_of(x0) - point_of(loss.target)).squaredNorm();
}

Vec2 gradient(const Loss& loss, const Vec2& x0) {
  if (!loss.plane) return vec2_of(point_of(x0) - point_of(loss.target));
  const double u = depth(loss, x0), e = std::exp(-std::abs(u));
  const double outside = (u > 0 ? e : 1) / (1 + e);  // 1 / (1 + exp(u))
  return vec2_of(-outside / loss.softness * point_of(loss.normal));
}

std::optional<Loss> loss_of(const GuidanceSpec& g) {
  if (g.kind == GuidanceKind::loss_point) return Loss{.target = g.target};
  if (g.kind == GuidanceKind::loss_half_plane)
    return Loss{.plane = true,
                .normal = {std::cos(g.angle), std::sin(g.angle)},
                .offset = g.offset,
                .softness = g.softness};
  return std::nullopt;
}

}  // namespace alphabar
