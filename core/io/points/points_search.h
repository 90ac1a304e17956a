#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/io/points/point_columns.h"
#include "core/io/points/point_rows.h"
#include "core/io/points/points_csv.h"

namespace alphabar {

/// A table of points, read in one way.
struct PointsWay {
  TableColumns table;
  PointColumns columns;
  PointRows rows;
};

/// Reads a table in every way that `options` leave open and the text does not contradict; one or
/// more, no two of the same points and classes. Throws PointsUndecided where the columns are
/// unclear; BadRequest of the way that gets farthest; Cancelled.
std::vector<PointsWay> find_ways(std::string_view text, const std::string& where,
                                 const PointsOptions& options, std::stop_token stop);

}  // namespace alphabar
