#include "core/figures/fields/iso_lines.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <utility>

namespace alphabar {
namespace {

/// An edge of a cell: of the node at its lesser end, and whether it runs along a row.
using Edge = std::uint64_t;

/// The pieces of lines in all cells, by the edges that they join.
class Pieces {
 public:
  Pieces(const ValueGrid& grid, double level) : grid_(grid), level_(level) {
    for (std::size_t row = 0; row + 1 < grid.rows; ++row)
      for (std::size_t column = 0; column + 1 < grid.columns; ++column) add_cell(column, row);
  }

  std::vector<std::vector<Vec2>> lines() {
    std::vector<std::vector<Vec2>> all;
    while (!ends_.empty()) {
      // An end that is met once only is where an open line starts; else any.
      auto start = ends_.begin();
      for (auto it = ends_.begin(); it != ends_.end(); ++it)
        if (it->second.size() == 1) {
          start = it;
          break;
        }
      all.push_back(follow(start->first));
    }
    return all;
  }

 private:
  Edge along_row(std::size_t column, std::size_t row) const {
    return 2 * (row * grid_.columns + column);
  }
  Edge along_column(std::size_t column, std::size_t row) const {
    return 2 * (row * grid_.columns + column) + 1;
  }

  Vec2 place(Edge edge) const {
    const std::size_t node = static_cast<std::size_t>(edge / 2);
    const std::size_t column = node % grid_.columns, row = node / grid_.columns;
    const bool down = edge % 2 == 1;
    const double from = grid_.at(column, row),
                 to = down ? grid_.at(column, row + 1) : grid_.at(column + 1, row);
    const double share = (level_ - from) / (to - from);
    return {static_cast<double>(column) + (down ? 0 : share),
            static_cast<double>(row) + (down ? share : 0)};
  }

  void join(Edge a, Edge b) {
    ends_[a].push_back(b);
    ends_[b].push_back(a);
  }

  void add_cell(std::size_t column, std::size_t row) {
    const std::array<double, 4> v{grid_.at(column, row), grid_.at(column + 1, row),
                                  grid_.at(column + 1, row + 1), grid_.at(column, row + 1)};
    const std::array<Edge, 4> edges{along_row(column, row), along_column(column + 1, row),
                                    along_row(column, row + 1), along_column(column, row)};
    double sum = 0;
    for (const double value : v) sum += value;
    if (!std::isfinite(sum)) return;
    std::vector<Edge> crossed;
    for (std::size_t i = 0; i < 4; ++i)
      if ((v[i] < level_) != (v[(i + 1) % 4] < level_)) crossed.push_back(edges[i]);
    if (crossed.size() == 2) join(crossed[0], crossed[1]);
    if (crossed.size() != 4) return;
    // A saddle: its middle says which corners belong together.
    const bool middle_below = sum / 4 < level_;
    const bool first = (v[0] < level_) == middle_below;
    join(crossed[0], crossed[first ? 1 : 3]);
    join(crossed[2], crossed[first ? 3 : 1]);
  }

  std::vector<Vec2> follow(Edge at) {
    std::vector<Vec2> line{place(at)};
    for (auto found = ends_.find(at); found != ends_.end(); found = ends_.find(at)) {
      const Edge next = found->second.back();
      found->second.pop_back();
      if (found->second.empty()) ends_.erase(found);
      const auto other = ends_.find(next);
      std::erase(other->second, at);
      if (other->second.empty()) ends_.erase(other);
      line.push_back(place(at = next));
    }
    return line;
  }

  const ValueGrid& grid_;
  double level_;
  std::map<Edge, std::vector<Edge>> ends_;
};

}  // namespace

std::vector<std::vector<Vec2>> iso_lines(const ValueGrid& grid, double level) {
  return Pieces(grid, level).lines();
}

}  // namespace alphabar
