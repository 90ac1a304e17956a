#include "core/metrics/estimators/line_target.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace alphabar {
namespace {

constexpr std::size_t fewest_cells = 1024;
constexpr std::size_t few_parts = 64;
constexpr double far = 8.3;  // standard deviations beyond which a tail is below 1e-16

double bell(double z) { return std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi); }
double below(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

/// E|d + s Z|, Z standard normal.
double mean_magnitude(double d, double s) {
  const double z = d / s;
  if (std::abs(z) > far) return std::abs(d);
  return 2 * s * bell(z) + d * (2 * below(z) - 1);
}

}  // namespace

LineTarget::LineTarget(std::vector<Part> parts, std::size_t points)
    : parts_(std::move(parts)),
      points_(points),
      per_((fewest_cells + points - 1) / points),
      low_(std::numeric_limits<double>::infinity()),
      high_(-low_) {
  assert(!parts_.empty() && points > 0);
  for (const Part& p : parts_) {
    mean_ += p.weight * p.mean;
    square_ += p.weight * (p.mean * p.mean + p.std * p.std);
    low_ = std::min(low_, p.mean - (far + 1) * p.std);
    high_ = std::max(high_, p.mean + (far + 1) * p.std);
  }
  if (parts_.size() > few_parts) make_grid();
  make_pairs();
  make_table();
}

LineTarget::LineTarget(std::span<const double> sample, std::size_t points)
    : points_(points),
      per_(sample.size() / points),
      low_(sample.front()),
      high_(sample.back()),
      nodes_(sample.size() + 1, std::numeric_limits<double>::infinity()),
      moments_(sample.size() + 1) {
  assert(sample.size() >= fewest_cells && sample.size() % points == 0);
  const auto n = static_cast<double>(sample.size());
  nodes_[0] = -nodes_[0];
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const double y = sample[i];
    square_ += y * y / n;
    moments_[i + 1] = moments_[i] + y / n;
    if (i + 1 < sample.size()) nodes_[i + 1] = std::midpoint(y, sample[i + 1]);
    pairs_ += (2 * static_cast<double>(i) - n + 1) * y * 2 / (n * (n - 1));
  }
  mean_ = moments_.back();
}

void LineTarget::make_grid() {
  constexpr double to_std = 16, largest = 32768;
  double smallest = high_ - low_;
  for (const Part& p : parts_) smallest = std::min(smallest, p.std);
  const double cells = std::ceil(to_std * (high_ - low_) / smallest);
  if (cells > largest) return;  // parts too unlike each other: each is asked for
  spacing_ = (high_ - low_) / cells;
  for (int i = 0; i <= static_cast<int>(cells); ++i) grid_.push_back(exact(low_ + i * spacing_));
}

void LineTarget::make_pairs() {
  // E|Y - Y'| = 2 int F (1 - F): smooth and 0 at both ends, where sums over a grid are exact.
  for (const Value& v : grid_) pairs_ += 2 * spacing_ * v.below * (1 - v.below);
  if (!grid_.empty()) return;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Part& p = parts_[i];
    pairs_ += p.weight * p.weight * mean_magnitude(0, std::numbers::sqrt2 * p.std);
    for (std::size_t j = 0; j < i; ++j)
      pairs_ += 2 * p.weight * parts_[j].weight *
                mean_magnitude(p.mean - parts_[j].mean, std::hypot(p.std, parts_[j].std));
  }
}

LineTarget::Value LineTarget::exact(double x) const {
  Value v{0, 0, 0};
  for (const Part& p : parts_) {
    const double z = (x - p.mean) / p.std;
    if (z < -far) continue;
    const double share = z > far ? 1 : below(z), height = z > far ? 0 : bell(z);
    v.below += p.weight * share;
    v.density += p.weight * height / p.std;
    v.moment += p.weight * (p.mean * share - p.std * height);
  }
  return v;
}

LineTarget::Value LineTarget::beyond_sample(double x) const {
  const double one = 1 / static_cast<double>(cells());
  if (x < low_) return {0, 0, 0};
  if (x >= high_) return {1, 0, mean_};
  if (x <= nodes_[1]) return {one, 0, one * low_};
  return {1 - one, 0, mean_ - one * high_};
}

LineTarget::Value LineTarget::at(double x) const {
  if (parts_.empty()) return beyond_sample(x);
  if (grid_.empty() || x <= low_ || x >= high_) return exact(x);
  const double place = (x - low_) / spacing_;
  const auto i = std::min(static_cast<std::size_t>(place), grid_.size() - 2);
  const double t = place - static_cast<double>(i), u = 1 - t;
  const Value &a = grid_[i], &b = grid_[i + 1];
  const auto cubic = [&](double from, double slope_from, double to, double slope_to) {
    return u * u * ((1 + 2 * t) * from + t * spacing_ * slope_from) +
           t * t * ((1 + 2 * u) * to - u * spacing_ * slope_to);
  };
  const double xa = low_ + static_cast<double>(i) * spacing_, xb = xa + spacing_;
  return {cubic(a.below, a.density, b.below, b.density), u * a.density + t * b.density,
          cubic(a.moment, xa * a.density, b.moment, xb * b.density)};
}

void LineTarget::make_table() {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr double close = 1e-13;  // of F, some hundred times its rounding
  const std::size_t cells = points_ * per_;
  nodes_.assign(cells + 1, -infinity);
  moments_.assign(cells + 1, 0);
  nodes_[cells] = infinity;
  moments_[cells] = mean_;
  double low = low_;
  // From left to right, each node found by Newton's method from the one before, inside a bracket.
  Value v{0, 0, 0};
  for (std::size_t j = 1; j < cells; ++j) {
    const double q = static_cast<double>(j) / static_cast<double>(cells);
    double a = low, b = high_, x = a + (q - v.below) / v.density;
    while (true) {
      if (!(x > a && x < b)) x = 0.5 * (a + b);
      if (!(x > a && x < b)) break;  // no number left between them
      v = at(x);
      if (std::abs(v.below - q) < close) break;
      (v.below > q ? b : a) = x;
      x -= (v.below - q) / v.density;
    }
    nodes_[j] = low = x;
    moments_[j] = v.moment;
  }
}

double LineTarget::mean_distance(double x, std::size_t cell) const {
  const std::size_t cells = this->cells();
  if (cell == 0 || cell + 1 == cells) {
    const Value v = at(x);
    return x * (2 * v.below - 1) + mean_ - 2 * v.moment;
  }
  const auto slope = [&](std::size_t j) {
    return 2 * static_cast<double>(j) / static_cast<double>(cells) - 1;
  };
  const auto value = [&](std::size_t j) { return nodes_[j] * slope(j) + mean_ - 2 * moments_[j]; };
  const double width = nodes_[cell + 1] - nodes_[cell];
  if (width == 0) return value(cell);
  const double t = (x - nodes_[cell]) / width, u = 1 - t;
  return u * u * ((1 + 2 * t) * value(cell) + t * width * slope(cell)) +
         t * t * ((1 + 2 * u) * value(cell + 1) - u * width * slope(cell + 1));
}

LineDistances LineTarget::distances(std::span<const double> sorted) const {
  assert(sorted.size() == points_);
  const auto n = static_cast<double>(points_);
  double w1 = 0, w2 = square_, to_target = 0, among = 0;
  std::size_t cell = 0;  // of the table, with x in it
  for (std::size_t i = 0; i < points_; ++i) {
    const double x = sorted[i];
    while (cell + 1 < cells() && x > nodes_[cell + 1]) ++cell;
    const double distance = mean_distance(x, cell);
    // The mass that this point is to become: between two quantiles, with this share of E Y.
    const std::size_t first = i * per_, last = first + per_;
    const double share = moments_[last] - moments_[first];
    if (x <= nodes_[first])
      w1 += share - x / n;
    else if (x >= nodes_[last])
      w1 += x / n - share;
    else  // inside: x (2 F - q_first - q_last) + M_first + M_last - 2 M
      w1 += distance + x - mean_ - x * (2 * static_cast<double>(i) + 1) / n + moments_[first] +
            moments_[last];
    w2 += x * x / n - 2 * x * share;
    to_target += distance / n;
    among += (2 * static_cast<double>(i) - n + 1) * x * 2 / (n * n);
  }
  return {std::max(w1, 0.0), std::max(w2, 0.0), std::max(2 * to_target - among - pairs_, 0.0)};
}

}  // namespace alphabar
