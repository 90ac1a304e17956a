#include "core/model/ellipse.h"

#include <Eigen/Geometry>

namespace alphabar {

Eigen::Matrix2d axes_of(const Component& component) {
  return Eigen::Rotation2Dd(component.angle).toRotationMatrix();
}

}  // namespace alphabar
