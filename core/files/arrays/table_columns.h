#pragma once

#include <array>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/files/arrays/table_records.h"

namespace alphabar {

/// The sign before a number's decimals.
enum class Decimal { point, comma };

/// Whether the first row of a table is the names of its columns.
enum class HeaderLine { automatic, present, absent };

/// A whole field as a finite number: "1", "+.5", "1e-3"; with a decimal comma "0,5", and no point.
/// Thousands have no separator.
std::optional<double> number_in(std::string_view field, Decimal decimal);

/// Whether somebody meant it as a number, be it one that can be used or not: "1e999", "1.5 cm",
/// "nan".
bool looks_like_number(std::string_view field);

/// Whether it can be the number of a class: whole, 0 to 4095, written "1" or "1.0".
bool is_class_number(double value);

/// The first value of a column that is not of some kind.
struct Misfit {
  std::size_t line = 0;  ///< from 1; 0: all values are of that kind
  std::string value;

  bool none() const { return line == 0; }
};

/// What the values of a column have in common.
struct TableColumn {
  std::string name;  ///< from the header; empty: none
  bool empty = true;
  std::array<Misfit, 2> number;    ///< no number_in(), for each Decimal
  std::array<Misfit, 2> numbered;  ///< no is_class_number(), for each Decimal
  Misfit class_name;               ///< empty, or a number
  Misfit words;                    ///< empty, nothing but separators, or looks_like_number()
  bool counts_from_1 = false;      ///< the first value is 1
  Misfit counting;                 ///< not the next of 0, 1, 2 ... or of 1, 2, 3 ...
  bool repeats = false;            ///< of the first column, where it is of words: two are equal
  std::string first;               ///< the first value
  bool first_recurs = false;       ///< another one is the same
  std::size_t whole = 0;           ///< values after the first without decimals or exponent
};

/// A table as it is with one separator.
struct TableColumns {
  Separator separator = Separator::comma;
  std::vector<TableColumn> columns;
  bool header = false;           ///< columns have their names from the first row
  bool first_counts = false;     ///< the first row, taken for values, counts 0, 1 ... as programs
                                 ///< name columns that have no names,
  bool may_have_header = false;  ///< and values after it look otherwise
  std::vector<std::string> comment_names;  ///< the fields of a comment directly before the first
                                           ///< row of values, where they are as many
  std::size_t first_line = 0;              ///< of the first row that is no header
  std::size_t rows = 0, comments = 0, empty_lines = 0;
};

/// Goes through a table once and fills `table`, which says how far it came where it throws. A
/// header is the first row where nothing in it looks like a number, or where the first field is
/// empty and the others count from 0. A last column that is empty throughout may have no name.
/// Throws TableError where rows have different numbers of fields, fewer than two or too many;
/// Cancelled.
void read_columns(std::string_view text, HeaderLine header, const std::string& where,
                  std::stop_token stop, TableColumns& table);

}  // namespace alphabar
