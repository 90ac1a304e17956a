#pragma once

#include <cstddef>
#include <vector>

#include "core/process/level.h"
#include "core/scene/data.h"

namespace alphabar {

/// What a loss is taken over: draws of the data, noised to a level each. [n], but negatives.
struct LossBatch {
  std::vector<Vec2> x0, eps;
  std::vector<int> labels;
  std::vector<Level> levels;
  std::vector<Vec2> slices;     ///< sliced: v of each; else empty
  std::vector<Vec2> negatives;  ///< contrast: samples of the model, any number; else empty

  std::size_t size() const { return x0.size(); }
  /// a x0 + s eps.
  Vec2 x(std::size_t i) const {
    const Level& at = levels[i];
    return {at.a * x0[i][0] + at.s * eps[i][0], at.a * x0[i][1] + at.s * eps[i][1]};
  }
};

}  // namespace alphabar
