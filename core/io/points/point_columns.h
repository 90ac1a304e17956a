#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/files/arrays/table_columns.h"

namespace alphabar {

/// Which columns of a table are a point and, if one is, its class; from 0.
struct PointColumns {
  Decimal decimal = Decimal::point;  ///< of their numbers
  std::size_t x = 0, y = 0;
  std::optional<std::size_t> label;

  bool operator==(const PointColumns&) const = default;
};

/// The columns are none of those that point_columns() knows; somebody has to say which.
struct UnclearColumns : TableError {
  using TableError::TableError;
};

/// "column 2", with its name where it has one.
std::string column_title(const TableColumns& table, std::size_t column);

/// Whether the names of a table without a header stand in the comment before it: x and y, a class
/// or an index is among them.
bool comment_names_columns(const TableColumns& table);

/// The values of a column as classes, where they can be: all numbers of classes, or all names.
bool holds_classes(const TableColumn& column, Decimal decimal);

/// Every way in which the columns can be points, one or more.
///
/// `wanted` says them, x and y and perhaps the class: numbers from 1, or names in the header.
/// Without it columns named x and y are the point, and otherwise the only two of numbers that are
/// neither an index (by its name, an unnamed first one, or, of a table without names, a first one
/// that counts) nor a class (by its name, or the third of three). A column of words among three is
/// the class; a first one whose words are all different may be the names of the rows. Throws
/// TableError.
std::vector<PointColumns> point_columns(const TableColumns& table, Decimal decimal,
                                        std::span<const std::string> wanted,
                                        const std::string& where);

}  // namespace alphabar
