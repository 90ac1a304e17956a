#pragma once

#include "core/engine/cpu/kernels.h"
#include "core/engine/cpu/lowered_plan.h"

namespace alphabar {

/// Runs a lowered plan on `threads` threads. The request has passed check(). Throws Cancelled, and
/// what request.progress throws.
template <class Real>
Trajectory<Real> execute(const RunRequest& request, const LoweredPlan<Real>& plan,
                         const Kernels<Real>& kernels, int threads);

}  // namespace alphabar
