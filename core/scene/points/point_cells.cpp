#include "core/scene/points/point_cells.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace alphabar {
namespace {

constexpr unsigned halvings = 24;  // of the box: 4096 rectangles each way

/// A point's class, then the path of halvings that leads to it.
struct Place {
  std::uint64_t key;
  std::size_t point;
};

/// The bits of x and y by turns, the highest of x first.
std::uint64_t woven(std::uint64_t x, std::uint64_t y) {
  std::uint64_t path = 0;
  for (unsigned bit = halvings / 2; bit-- > 0;)
    path = path << 2 | (x >> bit & 1) << 1 | (y >> bit & 1);
  return path;
}

std::vector<Place> places_of(std::span<const std::array<double, 2>> points,
                             std::span<const int> labels) {
  std::array<double, 2> low = points[0], high = points[0];
  for (const auto& p : points)
    for (std::size_t c = 0; c < 2; ++c) {
      low[c] = std::min(low[c], p[c]);
      high[c] = std::max(high[c], p[c]);
    }
  constexpr double count = 1U << (halvings / 2);
  const auto step = [&](const std::array<double, 2>& p, std::size_t c) {
    const double extent = high[c] - low[c];
    const double at = extent > 0 ? (p[c] - low[c]) / extent * count : 0;
    return static_cast<std::uint64_t>(std::clamp(at, 0.0, count - 1));
  };
  std::vector<Place> places;
  places.reserve(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto label = labels.empty() ? 0 : static_cast<std::uint64_t>(labels[i]);
    places.push_back({label << halvings | woven(step(points[i], 0), step(points[i], 1)), i});
  }
  std::ranges::sort(places, [](const Place& a, const Place& b) {
    return a.key != b.key ? a.key < b.key : a.point < b.point;
  });
  return places;
}

std::size_t count_cells(const std::vector<Place>& places, unsigned shift) {
  std::size_t count = 1;
  for (std::size_t i = 1; i < places.size(); ++i)
    count += places[i].key >> shift != places[i - 1].key >> shift ? 1 : 0;
  return count;
}

}  // namespace

std::vector<PointCell> cells_of(std::span<const std::array<double, 2>> points,
                                std::span<const int> labels, std::size_t most) {
  std::vector<PointCell> cells;
  if (points.empty()) return cells;
  const std::vector<Place> places = places_of(points, labels);
  unsigned shift = 0;
  while (shift < halvings && count_cells(places, shift) > most) ++shift;
  for (std::size_t from = 0, to = 0; from < places.size(); from = to) {
    const std::uint64_t key = places[from].key >> shift;
    PointCell cell;
    for (to = from; to < places.size() && places[to].key >> shift == key; ++to)
      for (std::size_t c = 0; c < 2; ++c) cell.mean[c] += points[places[to].point][c];
    const double n = static_cast<double>(to - from);
    for (double& mean : cell.mean) mean /= n;
    double square = 0;
    for (std::size_t i = from; i < to; ++i)
      for (std::size_t c = 0; c < 2; ++c) {
        const double d = points[places[i].point][c] - cell.mean[c];
        square += d * d;
      }
    cell.variance = square / n / 2;
    cell.share = n / static_cast<double>(points.size());
    if (!labels.empty()) cell.label = labels[places[from].point];
    cells.push_back(cell);
  }
  return cells;
}

}  // namespace alphabar
