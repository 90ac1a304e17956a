#pragma once

#include <string>
#include <vector>

#include "core/runs/runs.h"

namespace alphabar {

/// Error against NFE of one lane's sampler on one process by one metric, as it is drawn on two
/// logarithmic axes: finite, positive values only (an estimate without bias may be less than 0, and
/// is left out there), NFE rising. All arrays are equally long.
struct ErrorCurve {
  std::string name;
  std::string schedule;     ///< what tells it from the lane's others; empty where there are none
  std::string reference;    ///< whose it is, the name of the shown reference; empty: the scene's
  std::size_t lane = 0;     ///< its place in the scene: its hue
  std::size_t process = 0;  ///< its place in the sweep, 0 the scene's own: its dashes
  std::vector<double> nfe, median, low, high;
  std::size_t coarse = 0;  ///< how many of them are of few particles yet
  Band floor{};  ///< of exact draws; high 0: nothing to draw, a low or median of 0: below the axis
  double own_nfe = 0;    ///< of the lane's run as it is now
  double own_value = 0;  ///< and its distance; 0: not measured, or not of this sampler
};

/// A curve for each lane of the sweep that is not muted and each process, which may have no points:
/// the sampler cannot be run there. Before them those of the shown reference's lanes that differ.
/// Empty where there is no sweep.
std::vector<ErrorCurve> error_curves(const Runs& runs, Metric metric);

}  // namespace alphabar
