#include "core/files/arrays/table_columns.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_set>

namespace alphabar {
namespace {

/// The number that a field is, nan and infinity too; none for one beyond the largest double.
std::optional<double> parse(std::string_view field) {
  if (field.starts_with('+') && !field.starts_with("+-")) field.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), number);
  if (error != std::errc() || end != field.data() + field.size()) return std::nullopt;
  return number;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void note(Misfit& misfit, std::size_t line, std::string_view value) {
  constexpr std::size_t most = 100;  // bytes: more than a message shows
  if (misfit.none()) misfit = {line, std::string(value.substr(0, most))};
}

/// Whether these are "0", "1", "2" ...: the names of columns that have none.
bool count_columns(const std::vector<std::string_view>& names) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] != std::to_string(i)) return false;
  return names.size() >= 2;
}

bool is_header(const std::vector<std::string_view>& fields) {
  if (fields.front().empty() && count_columns({fields.begin() + 1, fields.end()})) return true;
  return std::ranges::none_of(fields, looks_like_number);
}

class Reader {
 public:
  Reader(std::string_view text, const std::string& where, TableColumns& table)
      : records_(text, table.separator, where), where_(where), table_(table) {}

  void read(HeaderLine header, const std::stop_token& stop) {
    constexpr std::size_t often = 1024;  // rows between looks at the token
    if (!records_.next()) refuse_nothing();
    const std::vector<std::string_view> first = records_.fields();
    if (header == HeaderLine::present || (header == HeaderLine::automatic && is_header(first))) {
      take_header();
      if (!records_.next()) refuse_nothing();
    }
    begin();
    do {
      if (table_.rows % often == 0 && stop.stop_requested()) throw Cancelled();
      add_row();
    } while (records_.next());
    table_.comments = records_.comments();
    table_.empty_lines = records_.empty_lines();
    if (unnamed_last_ && !table_.columns.back().empty) refuse_header();
    find_rival_header(header);
  }

 private:
  [[noreturn]] void refuse_nothing() const {
    throw TableError(BadRequest(where_, "points", "none", "rows of x and y"));
  }

  void refuse_header() const {
    throw TableError(where_, table_.first_line, std::to_string(table_.columns.size()) + " values",
                     std::to_string(names_) + ", as many as the header names",
                     "an index needs a name or an empty field in the header");
  }

  void take_header() {
    table_.header = true;
    for (const std::string_view name : records_.fields()) table_.columns.emplace_back().name = name;
  }

  /// At the first row of values: their number is that of the columns.
  void begin() {
    const std::vector<std::string_view>& fields = records_.fields();
    std::vector<TableColumn>& columns = table_.columns;
    table_.first_line = records_.line();
    names_ = columns.size();
    if (names_ == fields.size() + 1 && columns.back().name.empty()) columns.pop_back();
    unnamed_last_ = table_.header && names_ + 1 == fields.size();
    const bool fits = !table_.header || unnamed_last_ || columns.size() == fields.size();
    columns.resize(fields.size());
    if (!fits) refuse_header();
    if (fields.size() < 2)
      throw TableError(where_, records_.line(), records_.raw(),
                       "x and y, with a comma, semicolon, tab or blanks between them");
    if (!table_.header) read_comment();
  }

  void read_comment() {
    RecordReader names(records_.comment(), table_.separator, where_);
    try {
      if (names.next() && names.fields().size() == table_.columns.size())
        table_.comment_names = {names.fields().begin(), names.fields().end()};
    } catch (const TableError&) {  // its quotes are those of a sentence
    }
  }

  void add_row() {
    const std::vector<std::string_view>& fields = records_.fields();
    if (fields.size() != table_.columns.size())
      throw TableError(where_, records_.line(), records_.raw(),
                       std::to_string(table_.columns.size()) + " values as in line " +
                           std::to_string(table_.first_line));
    for (std::size_t c = 0; c < fields.size(); ++c) add(table_.columns[c], fields[c]);
    constexpr std::size_t most_words = std::size_t{1} << 20;  // kept; more are no classes
    TableColumn& first = table_.columns.front();
    if (first.words.none() && !first.repeats && words_.size() < most_words)
      first.repeats = !words_.emplace(fields.front()).second;
    ++table_.rows;
  }

  void add(TableColumn& column, std::string_view field) const {
    const std::size_t line = records_.line();
    std::optional<double> value;
    for (std::size_t d = 0; d < column.number.size(); ++d) {
      if (!column.number[d].none()) continue;
      const std::optional<double> number = number_in(field, static_cast<Decimal>(d));
      if (!number) note(column.number[d], line, field);
      if (!number || !is_class_number(*number)) note(column.numbered[d], line, field);
      if (number) value = number;
    }
    if (!field.empty()) column.empty = false;
    if (column.words.none() &&
        (field.find_first_not_of(",;") == std::string_view::npos || looks_like_number(field)))
      note(column.words, line, field);
    if (column.class_name.none() &&
        (field.empty() || parse(field) || number_in(field, Decimal::comma)))
      note(column.class_name, line, field);
    const bool whole = value && field.find_first_of(".,eE") == std::string_view::npos;
    if (table_.rows == 0) {
      column.first = field;
      column.counts_from_1 = value == 1;
    } else {
      column.first_recurs |= field == column.first;
      column.whole += whole ? 1 : 0;
    }
    const std::size_t next = table_.rows + (column.counts_from_1 ? 1 : 0);
    if (column.counting.none() && !(whole && *value == static_cast<double>(next)))
      note(column.counting, line, field);
  }

  /// A first row "0,1" before rows with decimals, or "0,1,kind" before rows without that kind, may
  /// be how a program names columns that have no names.
  void find_rival_header(HeaderLine header) {
    if (header != HeaderLine::automatic || table_.header || table_.rows < 2) return;
    std::vector<std::string_view> numbers;
    bool whole = false, words = false;
    for (const TableColumn& column : table_.columns) {
      if (looks_like_number(column.first)) {
        numbers.push_back(column.first);
        whole |= column.whole > 0;
      } else {
        words |= !column.first_recurs;
      }
    }
    table_.first_counts = count_columns(numbers);
    table_.may_have_header = table_.first_counts && (!whole || words);
  }

  RecordReader records_;
  const std::string& where_;
  TableColumns& table_;
  std::size_t names_ = 0;                  // in the header
  bool unnamed_last_ = false;              // values have one field more, which is to be empty
  std::unordered_set<std::string> words_;  // of the first column
};

}  // namespace

std::optional<double> number_in(std::string_view field, Decimal decimal) {
  std::string with_point;
  if (decimal == Decimal::comma) {
    const auto comma = field.find(',');
    if (field.find('.') != std::string_view::npos) return std::nullopt;
    if (comma != std::string_view::npos) {
      if (comma + 1 == field.size() || !is_digit(field[comma + 1])) return std::nullopt;
      with_point = field;
      with_point[comma] = '.';
      field = with_point;
    }
  }
  const std::optional<double> number = parse(field);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

bool looks_like_number(std::string_view field) {
  if (parse(field)) return true;  // nan and inf too
  field.remove_prefix(std::min(field.find_first_not_of("+-.,"), field.size()));
  return !field.empty() && is_digit(field.front());
}

bool is_class_number(double value) {
  constexpr double most = 4095;  // check(DataSpec)
  return value >= 0 && value <= most && value == std::floor(value);
}

void read_columns(std::string_view text, HeaderLine header, const std::string& where,
                  std::stop_token stop, TableColumns& table) {
  Reader(text, where, table).read(header, stop);
}

}  // namespace alphabar
