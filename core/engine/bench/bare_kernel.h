#pragma once

#include <cstddef>

#include "core/engine/gl/gl_engine.h"

namespace alphabar {

/// Particle-steps a second of the engine and of its limit on one device, measured side by side.
struct GlSpeed {
  double engine = 0;  ///< GlEngine, states on the GPU, the last row kept
  double bare = 0;    ///< bare_ddim.comp: DDIM of eight circles by hand, all rows fused
  double ratio() const { return engine / bare; }
  double difference = 0;  ///< largest |engine - bare| of the last states: both did the same work
};

/// DDIM of a mixture of eight circles, `rows` (1..64) rows on the linear process's alpha_bar. The
/// best of `repeats` runs of each, taken in turns; nothing is read back while the clock runs. The
/// engine's context must be current. Throws as GlEngine::run_on_gpu does.
GlSpeed measure_gl_speed(GlEngine& engine, std::size_t particles, int rows, int repeats);

}  // namespace alphabar
