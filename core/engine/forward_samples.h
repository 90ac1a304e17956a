#pragma once

#include <cstddef>
#include <cstdint>

#include "core/model/mixture.h"
#include "core/trajectory/trajectory.h"

namespace alphabar {

/// Draws for exact samples of q(x_t | x_0) at every level at once: x_t = a x_0 + s eps. Row 0 is
/// x_0 from the data, row 1 eps from N(0, I), the same eps that runs of this seed start from: at
/// the last level particle p comes near where their particle p begins. particles >= 1.
Trajectory<float> forward_samples(const Mixture& model, std::size_t particles, std::uint64_t seed);

}  // namespace alphabar
