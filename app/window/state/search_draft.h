#pragma once

#include <cstddef>

#include "core/scene/metric.h"

namespace alphabar {

/// What is asked of a search for a list of levels.
struct SearchDraft {
  std::size_t lane = 0;  ///< of the scene
  int steps = 8;
  Metric metric = Metric::ode_end;
  int tries = 400;
};

}  // namespace alphabar
