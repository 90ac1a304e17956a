#pragma once

#include "core/engine/engine.h"
#include "core/trajectory/trajectory.h"

namespace alphabar {

/// A run of a plan in the plainest way: one particle after the other, double, as the comment above
/// Plan says and no cleverer. What the engines are compared with.
Trajectory<double> plain_run(const RunRequest& request);

}  // namespace alphabar
