#pragma once

#include <cstddef>
#include <vector>

#include "core/scene/data.h"

namespace alphabar {

/// Values at the nodes of a grid, row by row.
struct ValueGrid {
  std::size_t columns = 0, rows = 0;
  std::vector<double> values;

  double at(std::size_t column, std::size_t row) const { return values[row * columns + column]; }
};

/// Lines on which the grid's values, linear along the edges of its cells, are `level`: each a list
/// of places in columns and rows, from the node (0, 0); the first again at the end where it closes.
/// Cells with a corner that is no finite number are left out.
std::vector<std::vector<Vec2>> iso_lines(const ValueGrid& grid, double level);

}  // namespace alphabar
