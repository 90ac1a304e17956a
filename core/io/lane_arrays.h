#pragma once

#include <cstdint>
#include <string>

#include "core/derive/derived.h"
#include "core/io/run_arrays.h"

namespace alphabar {

/// What of a lane's run is kept as arrays.
struct Kept {
  bool all_rows = true;   ///< false: the last state alone
  bool in_double = true;  ///< false: in single precision
};

/// The run of a lane that lane_arrays are of; `lane` must outlive it. Throws BadRequest or Failed
/// (check_memory), naming `where`, for more particles than there is memory for.
RunRequest arrays_request(const std::string& where, const Lane& lane, std::int64_t particles,
                          const Kept& kept);

/// The arrays of a finished run of the lane (run_arrays), or x [1, N, 2] alone, its last state,
/// where the request records no evaluations. `replay` may be null. Throws Failed, naming `where`,
/// where particles left the numbers there are: since which step, and what to change.
template <class Real>
NamedArrays lane_arrays(const std::string& where, const Lane& lane, const RunRequest& request,
                        const Trajectory<Real>& run, const Npz* replay = nullptr);

}  // namespace alphabar
