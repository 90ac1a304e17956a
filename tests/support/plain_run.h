#pragma once

#include "core/engine/engine.h"
#include "core/trajectory/trajectory.h"

namespace alphabar {

/// A run of a plan in the plainest way: one particle after the other, double, as the comment above
/// Plan says and no cleverer. What the engines are compared with.
///
/// With a nudge every point that a row makes is moved by `size` times a normal draw of its own,
/// `seed` saying which: how far that takes a run tells what rounding must be expected to do to it.
struct Nudge {
  double size = 0;
  std::uint64_t seed = 0;
};
Trajectory<double> plain_run(const RunRequest& request, const Nudge& nudge = {});

}  // namespace alphabar
