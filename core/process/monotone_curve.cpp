#include "core/process/monotone_curve.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

namespace alphabar {
namespace {

/// The slope at an end from the two intervals next to it (three-point formula), held to what keeps
/// the curve monotone: the sign of the first secant and at most three times it.
double end_slope(double h0, double h1, double secant0, double secant1) {
  const double slope = ((2 * h0 + h1) * secant0 - h0 * secant1) / (h0 + h1);
  if (slope * secant0 <= 0) return 0;
  if (secant0 * secant1 <= 0 && std::abs(slope) > 3 * std::abs(secant0)) return 3 * secant0;
  return slope;
}

}  // namespace

MonotoneCurve::MonotoneCurve(std::vector<double> x, std::vector<double> y)
    : x_(std::move(x)), y_(std::move(y)), slope_(x_.size(), 0.0) {
  const std::size_t n = x_.size();
  assert(n >= 2 && y_.size() == n);
  std::vector<double> h(n - 1), secant(n - 1);
  for (std::size_t i = 0; i + 1 < n; ++i) {
    h[i] = x_[i + 1] - x_[i];
    assert(h[i] > 0);
    secant[i] = (y_[i + 1] - y_[i]) / h[i];
  }
  if (n == 2) {
    slope_.assign(2, secant[0]);
    return;
  }
  slope_.front() = end_slope(h[0], h[1], secant[0], secant[1]);
  slope_.back() = end_slope(h[n - 2], h[n - 3], secant[n - 2], secant[n - 3]);
  for (std::size_t i = 1; i + 1 < n; ++i) {
    if (secant[i - 1] * secant[i] <= 0) continue;  // a turning point: flat
    const double w0 = 2 * h[i] + h[i - 1], w1 = h[i] + 2 * h[i - 1];
    slope_[i] = (w0 + w1) / (w0 / secant[i - 1] + w1 / secant[i]);
  }
}

double MonotoneCurve::operator()(double x) const {
  x = std::clamp(x, x_.front(), x_.back());
  const auto above = std::upper_bound(x_.begin() + 1, x_.end() - 1, x);
  const std::size_t i = static_cast<std::size_t>(above - x_.begin()) - 1;
  const double h = x_[i + 1] - x_[i], u = (x - x_[i]) / h, v = 1 - u;
  // Weights of the two ends sum to 1; the form below is exact at both.
  return y_[i] * v * v * (1 + 2 * u) + y_[i + 1] * u * u * (1 + 2 * v) +
         h * u * v * (v * slope_[i] - u * slope_[i + 1]);
}

}  // namespace alphabar
