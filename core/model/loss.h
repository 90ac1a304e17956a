#pragma once

#include <optional>

#include "core/scene/guidance_spec.h"

namespace alphabar {

/// A loss L of x0_hat, low where guidance is to lead:
///     point:      L = |x0 - target|^2 / 2
///     half-plane: L = log(1 + exp(-d / softness)), d = n x0 - offset, |n| = 1: 0 far inside (d >
///     0)
///                 and -d / softness far outside. It is -log of a logistic p(inside | x0).
struct Loss {
  bool plane = false;
  Vec2 target{0, 0};  ///< point
  Vec2 normal{1, 0};  ///< plane: n
  double offset = 0, softness = 1;

  bool operator==(const Loss&) const = default;
};

double value(const Loss& loss, const Vec2& x0);
Vec2 gradient(const Loss& loss, const Vec2& x0);

/// The loss that a guidance names; none for every other kind.
std::optional<Loss> loss_of(const GuidanceSpec& guidance);

}  // namespace alphabar
