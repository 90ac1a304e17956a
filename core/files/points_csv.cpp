#include "core/files/points_csv.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "core/base/check.h"
#include "core/files/input_file.h"

namespace alphabar {
namespace {

constexpr std::size_t most_bytes = 1u << 20;

std::vector<std::string_view> split(std::string_view line) {
  constexpr std::string_view blanks = " \t\r";
  std::vector<std::string_view> fields;
  const bool marked = line.find_first_of(",;") != std::string_view::npos;
  const std::string_view separators = marked ? ",;" : blanks;
  while (true) {
    const auto begin = line.find_first_not_of(blanks);
    if (begin == std::string_view::npos) {
      if (marked) fields.emplace_back();
      return fields;
    }
    line.remove_prefix(begin);
    const auto end = line.find_first_of(separators);
    std::string_view field = line.substr(0, end);
    field = field.substr(0, field.find_last_not_of(blanks) + 1);
    fields.push_back(field);
    if (end == std::string_view::npos) return fields;
    line.remove_prefix(end + 1);
  }
}

template <class Number>
bool parse(std::string_view field, Number& number) {
  if (!field.empty() && field[0] == '+') field.remove_prefix(1);
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), number);
  return error == std::errc() && end == field.data() + field.size();
}

/// Whether somebody meant it as a number, be it one that can be used or not: "1e999", "1.5 cm".
bool looks_like_number(std::string_view field) {
  double number = 0;
  if (parse(field, number)) return true;  // nan and inf too
  field.remove_prefix(std::min(field.find_first_not_of("+-."), field.size()));
  return !field.empty() && field[0] >= '0' && field[0] <= '9';
}

/// The mean distance to the nearest neighbour: what closes the gaps between the points.
double gap_between(const std::vector<Vec2>& points) {
  if (points.size() < 2) return DataSpec().bandwidth;
  double sum = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < points.size(); ++j) {
      if (i == j) continue;
      const double dx = points[i][0] - points[j][0], dy = points[i][1] - points[j][1];
      least = std::min(least, dx * dx + dy * dy);
    }
    sum += std::sqrt(least);
  }
  const double mean = sum / static_cast<double>(points.size());
  const double unit = std::pow(10, std::floor(std::log10(std::max(mean, 1e-3))) - 2);
  return std::clamp(std::round(mean / unit) * unit, 1e-3, 10.0);  // three digits
}

}  // namespace

DataSpec points_from_csv(std::string_view text, const std::string& where) {
  if (text.size() > most_bytes)
    throw BadRequest(where, "size", std::to_string(text.size()) + " bytes", "at most 1 MiB");
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  DataSpec data{.name = "points"};
  std::size_t columns = 0;
  bool first = true;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const std::vector<std::string_view> fields = split(line);
    if (fields.empty() || (!fields[0].empty() && fields[0][0] == '#')) continue;
    const auto refuse = [&](std::string_view value, const std::string& allowed) {
      throw BadRequest(where, "line " + std::to_string(number), std::string(value.substr(0, 60)),
                       allowed);
    };
    double x = 0, y = 0;
    int label = 0;
    const bool is_point = fields.size() >= 2 && parse(fields[0], x) && parse(fields[1], y);
    const bool is_first = std::exchange(first, false);
    if (is_first && std::ranges::none_of(fields, looks_like_number)) continue;  // column names
    if (columns == 0) columns = fields.size();
    if (!is_point || fields.size() > 3) refuse(line, "x, y or x, y, class");
    if (fields.size() != columns) refuse(line, std::to_string(columns) + " values as before");
    if (fields.size() == 3 && !parse(fields[2], label))
      refuse(fields[2], "a class, a whole number from 0");
    for (const double v : {x, y})
      if (!(std::abs(v) <= 100)) refuse(to_text(v), "-100 to 100, about 1 is best");
    if (data.points.size() == DataSpec::most) refuse("one more point", "at most 4096 points");
    data.points.push_back({x, y});
    if (columns == 3) data.point_labels.push_back(label);
  }
  if (data.points.empty()) throw BadRequest(where, "points", "none", "1 to 4096 lines of x, y");
  data.bandwidth = gap_between(data.points);
  try {
    check(data);
  } catch (const BadRequest& error) {
    throw error.in(where);
  }
  return data;
}

DataSpec read_points(const std::filesystem::path& file) {
  DataSpec data = points_from_csv(read_text(file, most_bytes), file.string());
  const std::string name = file.stem().string().substr(0, 80);
  const bool plain = std::ranges::all_of(name, [](char c) { return c >= ' ' && c <= '~'; });
  if (plain && !name.empty()) data.name = name;
  return data;
}

}  // namespace alphabar
