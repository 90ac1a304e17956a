#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/engine/cpu/kernels.h"

namespace alphabar {

/// One DDIM row of the limit loop: x = c_x x + c_d x0_hat(x).
struct LimitRow {
  float c_x, c_d;
  CircleTerm<float> terms[8];
};

/// Draws the particles 2 block .. 2 block + n - 1 (n a multiple of 64), takes them through all rows
/// and writes [n][2].
using LimitLoop = void (*)(std::span<const LimitRow> rows, const DrawKey& key, std::uint64_t block,
                           std::size_t n, float* out);

/// For the vector target in use.
LimitLoop limit_loop();

}  // namespace alphabar
