#include "core/io/points/point_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

#include "core/base/check.h"
#include "core/rng/noise.h"

namespace alphabar {
namespace {

constexpr double farthest = 100;            // check(DataSpec)
constexpr std::size_t most_classes = 4096;  // check(DataSpec)

/// Numbers the classes by the order of their names.
void sort_classes(const std::map<std::string, int, std::less<>>& found, PointRows& rows) {
  std::vector<int> number(found.size());
  for (const auto& [name, first] : found) {
    number[static_cast<std::size_t>(first)] = static_cast<int>(rows.class_names.size());
    rows.class_names.push_back(name);
  }
  for (int& label : rows.labels) label = number[static_cast<std::size_t>(label)];
}

}  // namespace

PointRows read_rows(std::string_view text, const TableColumns& table, const PointColumns& columns,
                    const std::string& where, std::stop_token stop) {
  constexpr std::size_t often = 1024;  // rows between looks at the token
  PointRows rows;
  rows.points.reserve(table.rows);
  const bool named =
      columns.label &&
      !table.columns[*columns.label].numbered[static_cast<std::size_t>(columns.decimal)].none();
  std::map<std::string, int, std::less<>> classes;  // by the order in which they come
  RecordReader records(text, table.separator, where);
  if (table.header) records.next();
  while (records.next()) {
    if (rows.points.size() % often == 0 && stop.stop_requested()) throw Cancelled();
    const auto coordinate = [&](std::size_t column) {
      const double value = number_in(records.fields()[column], columns.decimal).value();
      if (!(std::abs(value) <= farthest))
        throw TableError(where, records.line(), to_text(value), "-100 to 100, about 1 is best");
      return value;
    };
    rows.points.push_back({coordinate(columns.x), coordinate(columns.y)});
    if (!columns.label) continue;
    const std::string_view field = records.fields()[*columns.label];
    if (!named) {
      rows.labels.push_back(static_cast<int>(number_in(field, columns.decimal).value()));
      continue;
    }
    auto found = classes.find(field);
    if (found == classes.end())
      found = classes.emplace(field, static_cast<int>(classes.size())).first;
    if (classes.size() > most_classes)
      throw TableError(where, records.line(), "one more class", "at most 4096 classes");
    rows.labels.push_back(found->second);
  }
  if (named) sort_classes(classes, rows);
  return rows;
}

void thin(PointRows& rows, std::size_t count, std::uint64_t seed) {
  if (count >= rows.points.size()) return;
  std::vector<std::pair<std::uint64_t, std::size_t>> keys(rows.points.size());
  for (std::size_t row = 0; row < keys.size(); ++row) {
    const auto words = philox_block(seed, row, 0, Stream::thin);
    keys[row] = {words[0] | std::uint64_t{words[1]} << 32, row};
  }
  std::ranges::nth_element(keys, keys.begin() + static_cast<std::ptrdiff_t>(count));
  keys.resize(count);
  std::ranges::sort(keys, {}, [](const auto& key) { return key.second; });
  for (std::size_t i = 0; i < count; ++i) {
    rows.points[i] = rows.points[keys[i].second];
    if (!rows.labels.empty()) rows.labels[i] = rows.labels[keys[i].second];
  }
  rows.points.resize(count);
  if (!rows.labels.empty()) rows.labels.resize(count);
}

namespace {

/// Finds the nearest other point: a tree of two dimensions, kept as an order of the points in
/// which the middle of a range divides it, by x and y in turns.
class Neighbours {
 public:
  explicit Neighbours(const std::vector<Vec2>& points) : points_(points), order_(points.size()) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    divide(0, order_.size(), 0);
  }

  /// The squared distance from a point to its nearest other one.
  double nearest(std::size_t of) const {
    double least = std::numeric_limits<double>::infinity();
    search(of, {0, order_.size(), 0}, least);
    return least;
  }

 private:
  struct Range {
    std::size_t from, to, axis;
    std::size_t middle() const { return from + (to - from) / 2; }
  };

  void divide(std::size_t from, std::size_t to, std::size_t axis) {
    if (to - from < 2) return;
    const std::size_t middle = from + (to - from) / 2;
    const auto at = [&](std::size_t i) { return order_.begin() + static_cast<std::ptrdiff_t>(i); };
    std::nth_element(at(from), at(middle), at(to), [&](std::size_t i, std::size_t j) {
      return points_[i][axis] < points_[j][axis];
    });
    divide(from, middle, 1 - axis);
    divide(middle + 1, to, 1 - axis);
  }

  void search(std::size_t of, const Range& range, double& least) const {
    if (range.from >= range.to || least == 0) return;
    const std::size_t middle = range.middle(), other = order_[middle];
    const Vec2 &x = points_[of], &y = points_[other];
    const double dx = x[0] - y[0], dy = x[1] - y[1];
    if (other != of) least = std::min(least, dx * dx + dy * dy);
    const double beyond = x[range.axis] - y[range.axis];
    const Range low{range.from, middle, 1 - range.axis};
    const Range high{middle + 1, range.to, 1 - range.axis};
    search(of, beyond < 0 ? low : high, least);
    if (beyond * beyond <= least) search(of, beyond < 0 ? high : low, least);
  }

  const std::vector<Vec2>& points_;
  std::vector<std::size_t> order_;
};

}  // namespace

double gap_between(const std::vector<Vec2>& points) {
  if (points.size() < 2) return DataSpec().bandwidth;
  const Neighbours neighbours(points);
  double sum = 0;
  for (std::size_t i = 0; i < points.size(); ++i) sum += std::sqrt(neighbours.nearest(i));
  const double mean = sum / static_cast<double>(points.size());
  const double unit = std::pow(10, std::floor(std::log10(std::max(mean, 1e-3))) - 2);
  return std::clamp(std::round(mean / unit) * unit, 1e-3, 10.0);  // three digits
}

}  // namespace alphabar
