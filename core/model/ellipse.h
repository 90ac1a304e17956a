#pragma once

#include <Eigen/Geometry>

#include "core/model/point.h"

namespace alphabar {

/// The axes of a component's ellipse as columns, each of length 1: its covariance is
/// R diag(std^2) R^T, and mean + R diag(std) z is one of its points where z is normal.
inline Eigen::Matrix2d axes_of(const Component& component) {
  return Eigen::Rotation2Dd(component.angle).toRotationMatrix();
}

}  // namespace alphabar
