#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace alphabar {

/// What stands between the values of a row; first those that no value of a table without quotes
/// has in it.
enum class Separator { tab, semicolon, comma, blanks };

struct SeparatorInfo {
  Separator kind;
  char sign;          ///< of blanks, runs of spaces and tabs, the space
  const char* name;   ///< on the command line
  const char* title;  ///< in a sentence: "separated by commas"
};
/// All of them, in the order of the enumeration.
std::span<const SeparatorInfo> separators();

/// Why a table cannot be read in some way, and from which line on.
struct TableError : BadRequest {
  TableError(const std::string& where, std::size_t at_line, std::string_view value,
             const std::string& allowed, const std::string& advice = "");
  /// A fault of the table as a whole, which no line shows.
  explicit TableError(const BadRequest& fault);

  std::size_t line;  ///< from 1; the highest number there is for a fault of the whole
};

/// What a first line "sep=;" says, which spreadsheets write and obey. Throws BadRequest for a sign
/// that is none of separators().
std::optional<Separator> declared_separator(std::string_view text, const std::string& where);

/// The rows of a table in text, one after another: fields as in RFC 4180, lines that end with LF,
/// CR LF or CR. Blanks around a field and around its quotes say nothing. Left out are comments
/// (lines that begin with #), a line "sep=;" at the very beginning, and lines without a value.
class RecordReader {
 public:
  static constexpr std::size_t most_columns = 1000;

  /// The text and `where`, the name of its source, must outlive the reader.
  RecordReader(std::string_view text, Separator separator, const std::string& where);

  /// Goes to the next row; false: there is none. Throws TableError for quotes that are not closed
  /// or followed by more text, and for more than most_columns fields.
  bool next();

  /// Of the row: its fields, without quotes; valid until next().
  const std::vector<std::string_view>& fields() const { return fields_; }
  std::size_t line() const { return line_; }             ///< where it begins, from 1
  std::string_view raw() const { return raw_; }          ///< as it stands
  std::string_view comment() const { return comment_; }  ///< directly before it, without the #

  std::size_t comments() const { return comments_; }        ///< so far
  std::size_t empty_lines() const { return empty_lines_; }  ///< so far

 private:
  bool ends_line() const;
  bool separates() const;
  void skip_padding();
  void end_line();
  void read_fields();
  std::string_view quoted();
  std::string_view plain();

  std::string_view text_;
  Separator separator_;
  char sign_;
  const std::string& where_;
  std::size_t at_ = 0, next_line_ = 1, line_ = 0;
  std::string_view raw_, comment_;
  std::size_t comments_ = 0, empty_lines_ = 0;
  std::vector<std::string_view> fields_;
  std::deque<std::string> unescaped_;  // fields with doubled quotes
};

}  // namespace alphabar
