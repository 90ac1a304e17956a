#include "core/model/loss.h"

#include <algorithm>
#include <cmath>

namespace alphabar {
namespace {

/// d / softness, d the distance inside.
double depth(const Loss& loss, const Vec2& x0) {
  return (loss.normal[0] * x0[0] + loss.normal[1] * x0[1] - loss.offset) / loss.softness;
}

}  // namespace

double value(const Loss& loss, const Vec2& x0) {
  if (loss.plane) {
    const double u = depth(loss, x0);
    return std::log1p(std::exp(-std::abs(u))) + std::max(-u, 0.0);
  }
  const double dx = x0[0] - loss.target[0], dy = x0[1] - loss.target[1];
  return 0.5 * (dx * dx + dy * dy);
}

Vec2 gradient(const Loss& loss, const Vec2& x0) {
  if (!loss.plane) return {x0[0] - loss.target[0], x0[1] - loss.target[1]};
  const double u = depth(loss, x0), e = std::exp(-std::abs(u));
  const double outside = (u > 0 ? e : 1) / (1 + e);  // 1 / (1 + exp(u))
  const double length = -outside / loss.softness;
  return {length * loss.normal[0], length * loss.normal[1]};
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
