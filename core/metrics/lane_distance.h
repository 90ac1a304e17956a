#pragma once

#include <vector>

#include "core/derive/derived.h"
#include "core/trajectory/trajectory.h"

namespace alphabar {

/// A lane and what ran of it.
struct LaneRun {
  const Lane& lane;
  const Plan& plan;  ///< that ran
  const Trajectory<float>& run;
};

/// How far the particles of two runs are from each other, particle by particle. `t`: times of both,
/// at kept states of the first, on its own process's clock.
struct LaneDistance {
  std::vector<double> t;
  std::vector<double> rms;  ///< sqrt(mean |x - x'|^2) over the particles that both have, there
  double end_t = 0;         ///< of the first one's last state
  double end = 0;           ///< the same of the last states of both, whatever their times
};

/// At each kept state of `a` whose time `b` has, trial points left out, against `b` at the same
/// time (time_on() where their processes differ, between its states on a straight line). Infinite
/// or NaN where a state is. Paired lanes share x_T and noise; others have nothing in common,
/// particle by particle.
LaneDistance lane_distance(const LaneRun& a, const LaneRun& b);

/// The first particles of a lane, at most as many as it has, run by the generic engine on one
/// thread. Throws Cancelled.
Trajectory<float> first_particles(const Lane& lane, std::size_t particles,
                                  const std::stop_token& stop = {});

}  // namespace alphabar
