#pragma once

#include <stop_token>
#include <vector>

#include "core/derive/derived.h"

namespace alphabar {

class Engine;

/// The list of `steps` sigmas, of those of a fine list, on which the errors of single steps of the
/// lane's sampler add up to the least, each measured on the exact flow's states (dynamic
/// programming; Chen et al. 2024, GITS, section 3.3). `fine`: falling, more than `steps`, the first
/// where the run starts; the path ends at clean data. Empty where the flow cannot be followed, or
/// the sampler cannot take such steps. Throws Cancelled.
std::vector<double> cheapest_list(const Lane& lane, const std::vector<double>& fine, int steps,
                                  Engine& engine, const std::stop_token& stop);

}  // namespace alphabar
