#include "core/engine/gl/pace.h"

#include <algorithm>

namespace alphabar::gl {

std::size_t Pace::particles(double cost, std::size_t step) const {
  const double steps = budget_ / (std::max(cost, 1.0) * static_cast<double>(step));
  return step * static_cast<std::size_t>(std::clamp(steps, 1.0, 1e9));
}

void Pace::took(double work, double seconds) {
  const double wanted = work / std::max(seconds, 1e-6) * target;
  // A dispatch smaller than the budget says little about a full one: launching it has a price too.
  if (wanted > budget_ || seconds > target)
    budget_ = std::max(std::clamp(wanted, budget_ / growth, budget_ * growth), least);
}

}  // namespace alphabar::gl
