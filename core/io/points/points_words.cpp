#include "core/io/points/points_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace alphabar {
namespace {

const SeparatorInfo& info(Separator separator) {
  return separators()[static_cast<std::size_t>(separator)];
}

/// Without line breaks, and at most so many bytes.
std::string short_name(std::string name) {
  constexpr std::size_t most = 40;
  std::ranges::replace_if(
      name, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  if (name.size() <= most) return name;
  std::size_t end = most;
  while ((static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
  return name.substr(0, end) + "...";
}

std::string title(const TableColumns& table, std::size_t column) {
  return short_name(column_title(table, column));
}

std::string counted(std::size_t count, const char* one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

void join(std::string& list, const std::string& part, const char* between = ", ") {
  list += (list.empty() ? "" : between) + part;
}

std::string format_of(const PointsWay& way) {
  std::string text = std::string("separated by ") + info(way.table.separator).title;
  if (way.columns.decimal == Decimal::comma) text += ", decimal comma";
  return text;
}

/// What `column` of a way is to the one beside it: the options that tell them apart.
std::string options_of(const PointsWay& way, const PointsWay& other) {
  const PointsOptions options = reading_of(way).options;
  const PointsOptions others = reading_of(other).options;
  std::string text;
  if (options.separator != others.separator)
    join(text, std::string("--separator ") + info(way.table.separator).name, " ");
  if (options.decimal != others.decimal)
    join(text, way.columns.decimal == Decimal::comma ? "--decimal comma" : "--decimal point", " ");
  if (options.header != others.header)
    join(text, way.table.header ? "--header yes" : "--header no", " ");
  std::string columns;
  for (const std::string& column : options.columns) join(columns, column, ",");
  if (options.columns != others.columns) join(text, "--columns " + columns, " ");
  return text;
}

std::string classes_of(const PointsWay& way) {
  if (!way.columns.label) return "no class";
  constexpr std::size_t most = 6;  // listed by name
  const std::vector<std::string>& names = way.rows.class_names;
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i)
    join(list, fmt::format("{} = {}", short_name(names[i]), i));
  if (names.size() > most)
    list += fmt::format(" ... {} = {}", short_name(names.back()), names.size() - 1);
  if (names.empty()) {
    const std::set<int> labels(way.rows.labels.begin(), way.rows.labels.end());
    list = labels.size() == 1 ? fmt::format("class {}", *labels.begin())
                              : fmt::format("{} classes from {} to {}", labels.size(),
                                            *labels.begin(), *labels.rbegin());
  }
  return fmt::format("class = {} ({})", title(way.table, *way.columns.label), list);
}

std::string left_out(const PointsWay& way) {
  const TableColumns& table = way.table;
  const PointColumns& used = way.columns;
  std::string list;
  std::size_t empty = 0, unlisted = 0;
  constexpr std::size_t most = 6;  // listed
  for (std::size_t c = 0, listed = 0; c < table.columns.size(); ++c) {
    if (c == used.x || c == used.y || c == used.label) continue;
    const bool counts = table.rows > 1 && table.columns[c].counting.none();
    if (table.columns[c].empty && table.columns[c].name.empty())
      ++empty;
    else if (listed++ < most)
      join(list, title(table, c) + (counts ? " (an index)" : ""));
    else
      ++unlisted;
  }
  if (unlisted > 0) join(list, counted(unlisted, "more column"));
  if (empty > 0) join(list, counted(empty, "empty column"));
  const std::size_t comments = table.comments - (comment_names_columns(table) ? 1 : 0);
  if (comments > 0) join(list, counted(comments, "comment"));
  if (table.empty_lines > 0) join(list, counted(table.empty_lines, "empty line"));
  return list;
}

}  // namespace

PointsReading reading_of(const PointsWay& way) {
  const PointColumns& columns = way.columns;
  PointsReading reading;
  reading.options.separator = way.table.separator;
  reading.options.decimal = way.columns.decimal;
  reading.options.header = way.table.header ? HeaderLine::present : HeaderLine::absent;
  reading.points = way.table.rows;
  reading.says = format_of(way);
  if (way.rows.points.empty()) return reading;
  std::vector<std::size_t> numbers{columns.x, columns.y};
  if (columns.label) numbers.push_back(*columns.label);
  for (const std::size_t column : numbers)
    reading.options.columns.push_back(std::to_string(column + 1));
  reading.says = fmt::format("x = column {}, y = column {}", columns.x + 1, columns.y + 1);
  if (columns.label) reading.says += fmt::format(", class = column {}", *columns.label + 1);
  reading.says +=
      fmt::format(", first point ({:.6g}, {:.6g})", way.rows.points[0][0], way.rows.points[0][1]);
  if (columns.label) reading.says += fmt::format(" of class {}", way.rows.labels[0]);
  return reading;
}

std::vector<std::string> titles_of(const TableColumns& table) {
  std::vector<std::string> titles;
  for (std::size_t c = 0; c < table.columns.size(); ++c) titles.push_back(title(table, c));
  return titles;
}

PointsUndecided ambiguous(const std::vector<PointsWay>& ways, const std::string& where) {
  std::vector<PointsReading> readings;
  for (const PointsWay& way : ways) readings.push_back(reading_of(way));
  const std::string more = ways.size() > 2 ? fmt::format(", or {} more", ways.size() - 2) : "";
  const BadRequest refused(where,
                           fmt::format("{} readings: {}; or {}{}", ways.size(), readings[0].says,
                                       readings[1].says, more),
                           "", "",
                           fmt::format("say which: {} or {}", options_of(ways[0], ways[1]),
                                       options_of(ways[1], ways[0])));
  return {refused, std::move(readings)};
}

std::string understood(const PointsWay& way, const std::string& encoding,
                       const PointsOptions& options) {
  const TableColumns& table = way.table;
  std::string line = counted(table.rows, "row");
  if (options.thin > 0 && options.thin < table.rows)
    line += fmt::format(", thinned to {} at random with seed {}", options.thin, options.seed);
  line += fmt::format(": x = {}, y = {}, {}; {}", title(table, way.columns.x),
                      title(table, way.columns.y), classes_of(way), format_of(way));
  if (encoding != "UTF-8") line += ", " + encoding;
  if (table.header) line += ", with a header";
  if (table.first_counts) line += fmt::format(", line {} a point and no header", table.first_line);
  if (comment_names_columns(table)) line += ", names from a comment";
  const std::string out = left_out(way);
  return line + "; left out: " + (out.empty() ? "nothing" : out);
}

}  // namespace alphabar
