#pragma once

#include <string>

#include "app/cli/arguments/scene_argument.h"
#include "core/files/arrays/npz.h"

namespace alphabar {

struct FlowRunOptions {
  bool all_rows = true;  ///< false: the start and the end alone
  int threads = 0;       ///< 0: all cores
};

/// The exact probability flow in place of each lane's sampler (flow_arrays,
/// core/io/flow_arrays.h; x_path is at the times t_path of a replay that has them), written to a
/// .npz file with the prefix lane1_, lane2_, ... where there are several. `replay` may be null; of
/// its draws only x_init is used. Throws BadRequest, Failed, and Cancelled on a signal.
void run_flow(const SceneArgument& given, const NpzFile* replay, const std::string& file,
              const FlowRunOptions& options);

}  // namespace alphabar
