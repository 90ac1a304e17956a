#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/derive/derived.h"
#include "core/engine/ode/flow.h"
#include "core/io/run_arrays.h"

namespace alphabar {

/// The exact probability flow (core/engine/ode/flow.h) in the place of a lane's sampler.
struct FlowRequest {
  RunRequest run;             ///< for its x_T alone
  std::vector<Level> levels;  ///< the plan's start first, then those that its rows report
  std::vector<double> times;  ///< where the points are wanted besides, of the lane's process
  FlowOptions how;
};

/// The flow of a lane, which must outlive it, through all levels that the plan reports, or
/// (all_rows false) from its start to its end. Throws BadRequest or Failed (check_memory), naming
/// `where`, for more particles than there is memory for.
FlowRequest flow_request(const std::string& where, const Lane& lane, std::int64_t particles,
                         bool all_rows);

/// From the same x_T through the same levels as the sampler:
///
///     x        [levels, N, 2]  the points at each level, row 0 is x_T
///     x_final  [N, 2]          the last of them
///     x_path   [times, N, 2]   at `times`, where there are any
///
/// Throws as flow_states.
NamedArrays flow_arrays(const Lane& lane, const FlowRequest& request);

/// Throws BadRequest or Failed (check_memory), naming `where`, for more points than there is memory
/// for in likelihood_arrays and for what it needs.
void check_likelihood_room(const std::string& where, std::int64_t points);

/// log p of points x [N][2] by the divergence of the flow, carried from the level that the lane
/// ends at to the one that it starts from; of a scene without_guidance.
///
///     x                    [N, 2]  the points
///     log_p_ode_exact_end  [N]     with the model's own density where the flow ends
///     log_p_ode_prior      [N]     with the prior that the lane starts from
///     log_p_analytic       [N]     in closed form, where the model has one
///     z, delta_log_p, end_log_p    [N, 2], [N], [N]  FlowLikelihood
///     prior_log_p          [N]     of z
///
/// Throws as flow_likelihood.
NamedArrays likelihood_arrays(const Lane& lane, const std::vector<double>& x,
                              const FlowOptions& how);

}  // namespace alphabar
