#pragma once

#include <string>
#include <vector>

#include "app/session/runs.h"

namespace alphabar {

/// Error against NFE of one lane's sampler by one metric, as it is drawn on two logarithmic axes:
/// finite, positive values only, NFE rising. All arrays are equally long.
struct ErrorCurve {
  std::string name;
  std::size_t lane = 0;  ///< its place in the scene: its hue
  std::vector<double> nfe, median, low, high;
  double floor = 0;      ///< of exact draws; 0: nothing to draw
  double own_nfe = 0;    ///< of the lane's run as it is now
  double own_value = 0;  ///< and its distance; 0: not measured, or not of this sampler
};

/// A curve for each lane of the sweep that is not muted. Empty where there is no sweep.
std::vector<ErrorCurve> error_curves(const Runs& runs, Metric metric);

}  // namespace alphabar
