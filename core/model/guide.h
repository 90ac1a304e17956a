#pragma once

#include <optional>

#include "core/model/loss.h"

namespace alphabar {

/// What guidance leads to: a class, x0_hat of a low loss, or away from a weaker model.
struct Guide {
  int label = -1;  ///< -1: no class
  std::optional<Loss> loss;
  bool from_weaker = false;  ///< the model knows which (core/model/guided/combination.h)

  bool operator==(const Guide&) const = default;
};
Guide guide_of(const GuidanceSpec& guidance);

}  // namespace alphabar
