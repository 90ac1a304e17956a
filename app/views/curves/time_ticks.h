#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/process/process.h"
#include "core/scene/scene.h"

namespace alphabar {

/// A place on a time axis, in the process's own time, and its number in a unit.
struct TimeTick {
  double t = 0;
  std::string text;
};

/// What an axis over the process's own time looks like on screen.
struct TimeAxis {
  double t_min = 0, t_max = 1;
  double pixels = 1;
  std::function<double(double t)> place;                 ///< in pixels from any origin
  std::function<double(const std::string& text)> width;  ///< of a label, in pixels
};

/// Ticks where the timestep from 0, sigma, lambda or the step of the run with these levels has
/// round values, such as have room beside each other: of sigma 1, 10, 0.1, ... first, then 2 and 5
/// of each decade; of the others multiples of one number. `unit` is not t, whose ticks are an
/// ordinary axis's. An axis on which nothing is round has none.
std::vector<TimeTick> time_ticks(const Process& process, std::span<const Level> levels,
                                 TimeUnit unit, const TimeAxis& axis);

/// What the numbers along a time axis are: "timestep t", or "λ = log(a / s) over t" where the axis
/// runs evenly in the process's own time and its ticks tell something else.
std::string time_axis_text(const Process& process, TimeUnit unit);

}  // namespace alphabar
