#pragma once

#include <vector>

namespace alphabar {

/// What repetitions of one measurement say: the middle, and where 8 in 10 of them lie.
struct Band {
  double median, low, high;  ///< quantiles 0.5, 0.1 and 0.9
  bool operator==(const Band&) const = default;
};

/// The quantile q (0..1) of at least one value, between two of them interpolated linearly (numpy's
/// default; Hyndman and Fan 1996, definition 7). Infinite values are the largest; NaN where one of
/// the values is NaN.
double quantile(std::vector<double> values, double q);

/// Throws nothing; `values` has at least one.
Band band(const std::vector<double>& values);

}  // namespace alphabar
