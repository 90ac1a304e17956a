#pragma once

#include <vector>

namespace alphabar {

/// The printed list of GITS (Chen et al. 2024) for a coefficient of 0.8 to 1.5, the nearest
/// multiple of 0.05 taken, and a number of steps: that many sigmas s / a and the end, from noisy to
/// clean. Of one step the two ends, of more than 20 the list of 20.
std::vector<double> gits_list(double coefficient, int steps);

}  // namespace alphabar
