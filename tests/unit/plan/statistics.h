#pragma once

#include <cstddef>
#include <vector>

namespace alphabar {

/// How unlikely it is that two sets of points were drawn from one distribution: the chi-square of
/// their counts in the same bins, as standard deviations of a normal variable (Wilson and Hilferty
/// 1931). Bins with fewer than 20 points together count as one. Above 4.75 once in a million times.
double two_sample_deviation(const std::vector<std::size_t>& first,
                            const std::vector<std::size_t>& second);

/// The same question for numbers that should be uniform in (0, 1): sqrt(n) times the largest
/// distance between their distribution and that one (Kolmogorov). Above 2.69 once in a million
/// times: P = 2 exp(-2 k^2).
double uniform_deviation(std::vector<double> numbers);

}  // namespace alphabar
