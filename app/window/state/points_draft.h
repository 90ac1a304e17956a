#pragma once

#include <array>
#include <cstdint>
#include <filesystem>

#include "core/io/points/points_csv.h"

namespace alphabar {

/// A table of points of which somebody has to say how it is to be read, as far as it is said.
struct PointsDraft {
  std::filesystem::path file;
  PointsUndecided question;
  int chosen = 0;  ///< of its readings
  std::array<int, 3> columns{0, 1,
                             0};     ///< x and y of its columns from 0; the class from 1, 0: none
  int keep = DataSpec::most_points;  ///< points, where there are too many
  std::uint64_t seed = 1;            ///< of that choice
};

}  // namespace alphabar
