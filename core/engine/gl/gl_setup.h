#pragma once

#include <cstdint>
#include <vector>

#include "core/engine/gl/gl_engine.h"

namespace alphabar {

namespace gl {

constexpr std::size_t group_particles =
    std::size_t{particles_per_invocation} * invocations_per_group;

// A 64-bit number as a shader takes it.
inline unsigned low(std::uint64_t v) { return static_cast<unsigned>(v); }
inline unsigned high(std::uint64_t v) { return static_cast<unsigned>(v >> 32); }

}  // namespace gl

struct GlEngine::Setup {
  gl::Shape shape;
  gl::Layout layout;
  gl::Noise noise = gl::Noise::generated;
  std::vector<Step> steps;
  std::vector<gl::Segment> segments;
  const gl::Kernel* kernel = nullptr;
  std::size_t groups = 0;  ///< work groups over all particles of the part

  double cost(const gl::Segment& segment, const Plan& plan) const {  ///< of one particle
    double work = 0;
    for (const Step& step : segment.of(steps))
      work += (step.asks(plan) ? layout.cost() * (shape.guided() ? 2 : 1) : 0) + 4;
    return work;
  }
};

/// A segment of a part, about to run.
struct GlEngine::Passage {
  const Part& part;
  const Setup& setup;
  const gl::Segment& segment;
  gl::Tables tables;
  double before, share;  ///< of the part's work: done before the segment, and the segment's own

  const Plan& plan() const { return *part.request.plan; }
  std::size_t row_bytes() const { return part.count * 8; }
};

}  // namespace alphabar
