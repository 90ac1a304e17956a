#pragma once

#include <optional>
#include <stop_token>
#include <vector>

#include "core/derive/derived.h"

namespace alphabar {

/// Where a sampler without noise makes its error: of each of its steps, root mean squares over
/// particles of distances in x.
struct StepErrors {
  std::vector<int> rows;       ///< of the plan: the last one of each step
  std::vector<double> local;   ///< one step from the exact flow's state, from its next state
  std::vector<double> global;  ///< the run's own state, from the flow's
};

/// Of the first `particles` (1 or more) of a lane's run, at most as many as that has; the flow is
/// that of the lane's model, guided as the lane is (guided_flow.h).
///
/// A step ends where the plan reports a state that the run goes on from; the points inside it are
/// the sampler's own. Before the next one the state is put back on the exact flow, and so are the
/// states that outputs were taken at: the local error of a multistep method is that with exact
/// outputs behind it (Hairer, Norsett, Wanner 1993, section III.2; of one step, section II.3).
///
/// None for a plan that draws noise, for one that has no flow to be compared with, and where the
/// flow cannot be followed. Throws Cancelled.
std::optional<StepErrors> step_errors(const Lane& lane, std::size_t particles,
                                      const std::stop_token& stop = {});

}  // namespace alphabar
