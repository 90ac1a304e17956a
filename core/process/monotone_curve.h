#pragma once

#include <vector>

namespace alphabar {

/// A curve through points that never leaves the range between neighbours: cubic Hermite pieces with
/// the slopes of Fritsch and Carlson 1980, in the harmonic form of Fritsch and Butland 1984. Once
/// differentiable; where the points rise or fall throughout, so does the curve.
class MonotoneCurve {
 public:
  /// x rises strictly; two points or more, as many y (asserted).
  MonotoneCurve(std::vector<double> x, std::vector<double> y);

  /// The value at x, clamped to the range of the points.
  double operator()(double x) const;

 private:
  std::vector<double> x_, y_, slope_;
};

}  // namespace alphabar
