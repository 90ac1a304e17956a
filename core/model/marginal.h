#pragma once

#include "core/model/mixture.h"

namespace alphabar {

/// The first coordinate of a mixture, as a mixture on the line x2 = 0: means (mu_1, 0), standard
/// deviations sqrt(C_11) along the line and the least one allowed across it. So what runs 2D
/// mixtures runs it: every component has the same second coordinate, which then says nothing about
/// the first, and the first coordinate's process is exactly the 1D one.
DataSpec first_axis(const DataSpec& data);

/// Density at a level of the first coordinate of a mixture that first_axis made.
double first_axis_density(const DataSpec& line, const Level& level, double x);

}  // namespace alphabar
