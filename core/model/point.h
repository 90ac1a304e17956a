#pragma once

#include <Eigen/Core>

#include "core/scene/data.h"

namespace alphabar {

/// A point or a vector of the plane where it is calculated with. Where it is kept, compared and
/// written (scenes, and headers that every view includes) it is a Vec2, which needs no Eigen.
using Point = Eigen::Vector2d;

inline Point point_of(const Vec2& v) { return {v[0], v[1]}; }
inline Vec2 vec2_of(const Point& p) { return {p.x(), p.y()}; }

}  // namespace alphabar
