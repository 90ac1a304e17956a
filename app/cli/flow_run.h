#pragma once

#include <string>

#include "app/cli/arguments/scene_argument.h"
#include "core/files/arrays/npz.h"

namespace alphabar {

struct FlowRunOptions {
  bool all_rows = true;  ///< false: the start and the end alone
  int threads = 0;       ///< 0: all cores
};

/// The exact probability flow (core/engine/ode/flow.h) in place of each lane's sampler, from the
/// same x_T through the same levels, written to a .npz file:
///
///     x        [rows + 1, N, 2]  the points at each level that the lane's plan reports, row 0 is
///     x_T x_final  [N, 2]            the last of them x_path   [times, N, 2]     at the times
///     t_path of a replay that has them
///
/// with the prefix lane1_, lane2_, ... where there are several. `replay` may be null; of its draws
/// only x_init is used. Throws BadRequest, Failed, and Cancelled on a signal.
void run_flow(const SceneArgument& given, const NpzFile* replay, const std::string& file,
              const FlowRunOptions& options);

}  // namespace alphabar
