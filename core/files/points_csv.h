#pragma once

#include <filesystem>
#include <string_view>

#include "core/scene/data.h"

namespace alphabar {

/// A data set of points from a table in text: a point a line, x and y and, in all lines or none,
/// its class (a whole number from 0), apart by comma, semicolon, tab or blanks. Empty lines, lines
/// that begin with # and a byte order mark say nothing; a first line is passed over where nothing
/// in it looks like a number, as names of the columns. At most 4096 points within [-100, 100], at
/// most 1 MiB of text.
///
/// The bandwidth is the mean distance from a point to its nearest other one, within [0.001, 10];
/// 0.05 for a single point.
///
/// `where` names the source in messages. Throws BadRequest with the line (counted from 1) and what
/// is wrong there; whatever is returned has passed check(data).
DataSpec points_from_csv(std::string_view text, const std::string& where);

/// The same from a file, whose name (where it is ASCII) becomes the data's.
DataSpec read_points(const std::filesystem::path& file);

}  // namespace alphabar
