#include "core/learn/model/log_z.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/learn/model/learned_denoiser.h"

namespace alphabar {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// log of a sum of exp(-E), however large they are.
class LogSum {
 public:
  void add(double energy) {
    if (!std::isfinite(energy)) return;
    if (-energy > largest_) {
      sum_ = sum_ > 0 ? sum_ * std::exp(largest_ + energy) : 0;
      largest_ = -energy;
    }
    sum_ += std::exp(-energy - largest_);
  }
  double value() const { return sum_ > 0 ? largest_ + std::log(sum_) : -infinity; }

 private:
  double largest_ = -infinity, sum_ = 0;  // exp(largest_) sum_
};

enum class Part { all, outer };  ///< outer: without the square half as wide

/// log of the integral of exp(-E) by the middles of n x n equal squares, n a multiple of 4.
double integral(const EnergyOf& energy, const Square& over, int n, Part part) {
  const double step = 2 * over.half / n;
  LogSum sum;
  for (int i = 0; i < n; ++i) {
    const auto inner = [&](int k) { return 4 * k >= n && 4 * k < 3 * n; };
    std::vector<int> columns;
    for (int j = 0; j < n; ++j)
      if (part == Part::all || !inner(i) || !inner(j)) columns.push_back(j);
    PointBatch row(2, static_cast<Eigen::Index>(columns.size()));
    for (std::size_t k = 0; k < columns.size(); ++k)
      row.col(static_cast<Eigen::Index>(k))
          << over.center[0] - over.half + (columns[k] + 0.5) * step,
          over.center[1] - over.half + (i + 0.5) * step;
    for (const double e : energy(row)) sum.add(e);
  }
  return sum.value() + 2 * std::log(step);
}

}  // namespace

LogZ log_z(const EnergyOf& energy, const Square& over, double tolerance,
           const std::stop_token& stop) {
  constexpr int first = 64, most = 512;
  const EnergyOf asked = [&](const PointBatch& x) {
    if (stop.stop_requested()) throw Cancelled();
    return energy(x);
  };
  LogZ out{.over = over, .value = integral(asked, over, first, Part::all)};
  int n = first;
  do {
    n *= 2;
    const double finer = integral(asked, over, n, Part::all);
    out.error = finer == out.value ? 0 : std::abs(finer - out.value);
    out.value = finer;
  } while (n < most && !(out.error < tolerance));
  const double ring = integral(asked, {over.center, 2 * over.half}, n, Part::outer);
  out.outside = ring == -infinity ? 0 : std::exp(ring - out.value);
  return out;
}

LogZ log_z(const LearnedDenoiser& net, const Square& over, double tolerance,
           const std::stop_token& stop) {
  return log_z([&](const PointBatch& x) { return net.energy(x); }, over, tolerance, stop);
}

Square square_around(const DataSpec& data, double sigma) {
  constexpr double deviations = 6;
  Vec2 low{infinity, infinity}, high{-infinity, -infinity};
  const auto take = [&](const Vec2& at, double std) {
    const double reach = deviations * std::hypot(std, sigma);
    for (std::size_t c = 0; c < 2; ++c) {
      low[c] = std::min(low[c], at[c] - reach);
      high[c] = std::max(high[c], at[c] + reach);
    }
  };
  for (const Component& c : data.components) take(c.mean, std::max(c.std[0], c.std[1]));
  for (const Vec2& point : data.points) take(point, data.bandwidth);
  return {{(low[0] + high[0]) / 2, (low[1] + high[1]) / 2},
          std::max(high[0] - low[0], high[1] - low[1]) / 2};
}

}  // namespace alphabar
