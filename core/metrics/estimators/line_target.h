#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace alphabar {

/// How far n points on a line are from a distribution there.
struct LineDistances {
  double w1;              ///< Wasserstein-1: integral of |F_n^-1(q) - F^-1(q)| over q
  double w2_squared;      ///< the same of its square
  double energy_squared;  ///< 2 E|X - Y| - E|X - X'| - E|Y - Y'| (Szekely and Rizzo 2013, eq. 2.1)
};

/// A mixture of Gaussians on a line, with the table that n points are compared with.
///
/// The table has the quantiles F^-1(j / N) and the partial means there, N a multiple of n and at
/// least 1024. Everything that is asked for follows from it in closed form, with Y from the
/// mixture:
///     F(x) = sum w Phi(z),   M(x) = E[Y; Y <= x] = sum w (m Phi(z) - s phi(z)),   z = (x - m) / s
///     E|x - Y| = x (2 F(x) - 1) + E Y - 2 M(x)
/// The last is exact at the table's nodes with its slope 2 F - 1, and a cubic between them.
///
/// A mixture of many parts (a data set smoothed) is itself read from a grid of 16 points to the
/// smallest standard deviation, cubic between them, to 1e-7 in F.
class LineTarget {
 public:
  struct Part {
    double weight, mean, std;  ///< std > 0; weights sum to 1
  };

  /// `parts` and `points` at least 1. Costs about 4 N evaluations of the mixture, or one at each
  /// point of the grid.
  LineTarget(std::vector<Part> parts, std::size_t points);

  /// Equal masses at `sample`, rising, in place of the mixture: at least 1024, and a multiple of
  /// `points`. E|Y - Y'| is over pairs of different draws, so that the energy has no bias from it.
  LineTarget(std::span<const double> sample, std::size_t points);

  /// Exact W1 and W2, energy to the cubic's error, about 1e-3 of what n perfect points give.
  /// `sorted`: as many finite points as said at the start, rising.
  LineDistances distances(std::span<const double> sorted) const;

  /// F^-1(j / N) for j in 1 .. N - 1, and N.
  double quantile(std::size_t j) const { return nodes_[j]; }
  std::size_t cells() const { return nodes_.size() - 1; }

 private:
  struct Value {
    double below, density, moment;  ///< F, its slope, M
  };
  Value at(double x) const;  // from the grid where there is one
  Value exact(double x) const;
  Value beyond_sample(double x) const;  // in its first cell or its last
  void make_grid();
  void make_pairs();
  void make_table();
  double mean_distance(double x, std::size_t cell) const;  // E|x - Y|, x between two nodes

  std::vector<Part> parts_;
  std::size_t points_, per_;             // per_ cells of the table to each point
  double mean_ = 0, square_ = 0;         // E Y, E Y^2
  double pairs_ = 0;                     // E|Y - Y'|
  double low_, high_;                    // beyond which there is no mass; of a sample its ends
  double spacing_ = 0;                   // of the grid from low_ to high_
  std::vector<Value> grid_;              // of few parts: empty
  std::vector<double> nodes_, moments_;  // F^-1(j / N), M there; the ends are infinite
};

}  // namespace alphabar
