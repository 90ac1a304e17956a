#pragma once

#include <string>
#include <vector>

#include "core/io/points/points_search.h"

namespace alphabar {

/// How a way of reading a table is asked for, and what it says.
PointsReading reading_of(const PointsWay& way);

/// The titles of all columns: "column 1", with its name where it has one.
std::vector<std::string> titles_of(const TableColumns& table);

/// The refusal of a table that can be read in several ways: two of them, and the options that tell
/// them apart.
PointsUndecided ambiguous(const std::vector<PointsWay>& ways, const std::string& where);

/// One line on what was read: points, columns, classes, format, and what is left out. `encoding` is
/// the text's, and `options` thin the points.
std::string understood(const PointsWay& way, const std::string& encoding,
                       const PointsOptions& options);

}  // namespace alphabar
