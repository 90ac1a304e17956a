#pragma once

#include <cstddef>
#include <vector>

#include "core/gl/buffer.h"
#include "core/trajectory/trajectory.h"

namespace alphabar {

/// A run whose arrays stayed on the GPU: what a vertex shader draws from. Particle p of kept row r
/// is the vec2 at element r * particles + p of `states`, as a storage block or a vertex attribute
/// of stride 8 bytes and offset state_offset(r).
struct GlRun {
  std::size_t particles = 0;
  std::vector<int> x_rows;     ///< as in Trajectory
  std::vector<int> eval_rows;  ///< empty unless evaluations were recorded
  int outputs = 0;             ///< vec2 arrays of an evaluation: 3, or 6 where a row is guided
  GlBuffer states;             ///< vec2 [row][particle]
  GlBuffer evaluations;        ///< vec2 [evaluation][x0, eps, score plain, then guided][particle]
  int dispatches = 0;          ///< of the plan's steps, how many it took

  std::size_t state_offset(std::size_t row) const { return row * particles * 8; }  ///< bytes

  /// Everything, in memory. Waits for the GPU.
  Trajectory<float> read_back() const;
};

/// Copies the particles of a run to their place, `begin`, in the arrays of a larger run of the same
/// plan, which have their final sizes.
void read_into(const GlRun& run, std::size_t begin, Trajectory<float>& all);

/// A trajectory with arrays of the sizes that a run of so many particles fills.
Trajectory<float> sized_for(std::size_t particles, const std::vector<int>& x_rows,
                            const std::vector<int>& eval_rows, int outputs);

}  // namespace alphabar
