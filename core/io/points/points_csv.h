#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/files/arrays/table_columns.h"
#include "core/scene/data.h"

namespace alphabar {

/// How a table of points is to be read. What is left open the table itself has to decide.
struct PointsOptions {
  /// x, y and perhaps the class: numbers from 1, or names in the header. Empty: open.
  std::vector<std::string> columns = {};
  std::optional<Separator> separator = {};
  std::optional<Decimal> decimal = {};
  HeaderLine header = HeaderLine::automatic;
  std::size_t thin = 0;    ///< keep that many points at random, 1 to 100,000; 0: all
  std::uint64_t seed = 1;  ///< of that choice

  bool operator==(const PointsOptions&) const = default;
};

/// What a table says, and how it was understood.
struct PointsTable {
  DataSpec data;  ///< has passed check(data); its name is "points", with how it was thinned
  std::string understood;  ///< one line: rows, columns, classes, separator, what was left out
};

/// One way in which a table can be read.
struct PointsReading {
  PointsOptions options;  ///< with which it is read so
  std::string says;       ///< which columns are what, and the first point
  std::size_t points = 0;
};

/// Somebody has to say how a table is to be read: in which of several ways, with which columns, or
/// that it is to be thinned. The message says by which options.
class PointsUndecided : public BadRequest {
 public:
  PointsUndecided(const BadRequest& message, std::vector<PointsReading> ways,
                  std::vector<std::string> titles = {})
      : BadRequest(message), readings(std::move(ways)), columns(std::move(titles)) {}

  std::vector<PointsReading> readings;  ///< one or more; where it is about columns, one without
  std::vector<std::string> columns;     ///< their titles, where it is about columns; else empty
};

/// Reads a table in text: a point a row, x and y and perhaps its class, a number from 0 to 4095 or
/// a name. Tried are all encodings of decode_text(), all separators, both signs of decimals, and
/// all of point_columns(); ways that the data contradict drop out, and ways that give the same
/// points are one. At most 64 MiB, 100,000 points unless they are thinned, and coordinates within
/// [-100, 100]. Linear in the size of the text.
///
/// The bandwidth is gap_between() the points.
///
/// `where` names the source in messages. Throws PointsUndecided; BadRequest with the line (from 1)
/// and what is wrong there, for the way that gets farthest; Cancelled.
PointsTable points_from_table(std::string bytes, const std::string& where,
                              const PointsOptions& options = {}, std::stop_token stop = {});

/// The same from a file, whose name (where it is ASCII) becomes the data's.
PointsTable read_points(const std::filesystem::path& file, const PointsOptions& options = {},
                        std::stop_token stop = {});

}  // namespace alphabar
