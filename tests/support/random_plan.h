#pragma once

#include <cstdint>

#include "core/plan/plan.h"
#include "core/scene/data.h"

namespace alphabar {

/// A plan that no sampler would make and every engine must run: two-stage rows, rows without
/// evaluation, replaced outputs, four deep histories, draws without use, guidance (where asked
/// for), Langevin correctors (where asked for). States stay of order 1.
struct RandomPlanOptions {
  int rows = 24;
  bool guided = false;
  bool correctors = false;
};
Plan random_plan(std::uint64_t seed, const RandomPlanOptions& options = {});

/// A mixture of `count` components with labels 0, 1, 2; ellipses where not round.
DataSpec random_mixture(std::uint64_t seed, int count, bool round);

}  // namespace alphabar
