#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/scene/data.h"

namespace alphabar {

/// The data sets of points that ship: two moons, swiss roll, checkerboard, rings,
/// pinwheel, letters. Computed from a
/// fixed seed and rounded to 1e-4, so that they are the same everywhere and short in a file.
std::vector<std::string> point_set_names();

/// One of them, with a bandwidth that closes the gaps between its points; none for another name.
std::optional<DataSpec> point_set(const std::string& name);

}  // namespace alphabar
