#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace alphabar {

/// The points of one class in one rectangle of a grid, as their first two moments.
struct PointCell {
  std::array<double, 2> mean{0, 0};
  double variance = 0;  ///< the mean of those along the two axes
  double share = 0;     ///< of all points
  int label = 0;
};

/// At most `most` cells, as small as that allows; a class has cells of its own, so `most` must not
/// be less than the number of classes. The grid halves the box around all points again and again,
/// in x and y by turns. `labels`: one for each point, >= 0; or none: all are 0.
std::vector<PointCell> cells_of(std::span<const std::array<double, 2>> points,
                                std::span<const int> labels, std::size_t most);

}  // namespace alphabar
