#pragma once

#include <stop_token>

#include "core/figures/plots/plot_table.h"

namespace alphabar {

/// Of each lane whose sampler has no noise: the error of each step, the sum of those so far, and
/// the error of the run itself, against the time a step starts from (core/metrics/step_errors.h).
/// Throws Cancelled.
PlotData local_error_data(const Derived& derived, std::stop_token stop);

/// How far each lane's particles are from those of the first lane (core/metrics/lane_distance.h).
/// Throws Cancelled.
PlotData lane_distance_data(const Derived& derived, std::stop_token stop);

}  // namespace alphabar
