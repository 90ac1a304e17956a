#pragma once

#include <cstddef>

#include "core/scene/sampler/grid_spec.h"

namespace alphabar {

/// What a view asks the levels of a lane to become.
struct LevelEdit {
  std::size_t lane;  ///< of the scene
  GridSpec grid;     ///< by hand
};

}  // namespace alphabar
