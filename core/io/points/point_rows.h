#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/io/points/point_columns.h"
#include "core/scene/data.h"

namespace alphabar {

/// The points of a table, row by row.
struct PointRows {
  std::vector<Vec2> points;
  std::vector<int> labels;               ///< classes; empty: none
  std::vector<std::string> class_names;  ///< of class 0, 1 ..., in the order of their bytes; empty:
                                         ///< the classes are numbers in the table, too
};

/// Reads columns for which point_columns() was right. Throws TableError for a coordinate outside
/// [-100, 100] and for more than 4096 names of classes; Cancelled.
PointRows read_rows(std::string_view text, const TableColumns& table, const PointColumns& columns,
                    const std::string& where, std::stop_token stop);

/// Keeps `count` of the rows, in their order: those with the smallest keys, where row r has as its
/// key the words 0 (low) and 1 of philox_block(seed, r, 0, Stream::thin). So every choice of that
/// many rows is as likely as any other, and a smaller one is part of a larger one.
void thin(PointRows& rows, std::size_t count, std::uint64_t seed);

/// The mean distance from a point to its nearest other one, to three digits, within [0.001, 10];
/// 0.05 for a single point. What closes the gaps between the points.
double gap_between(const std::vector<Vec2>& points);

}  // namespace alphabar
