#pragma once

#include <optional>

#include "core/model/loss.h"

namespace alphabar {

/// What guidance leads to: a class, or x0_hat of a low loss.
struct Guide {
  int label = -1;  ///< -1: no class
  std::optional<Loss> loss;

  bool operator==(const Guide&) const = default;
};
Guide guide_of(const GuidanceSpec& guidance);

}  // namespace alphabar
