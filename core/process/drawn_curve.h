#pragma once

#include <cstddef>

#include "core/scene/process_spec.h"

namespace alphabar {

/// How many points a schedule is given when it is first taken in hand. Through them runs the
/// monotone cubic of ProcessKind::drawn; on the usual schedules it stays within 0.01 of the
/// alpha_bar before.
constexpr int first_points = 10;

/// A discrete process as a curve through `points` points at t / T = (i / points)^1.5; a process of
/// kind drawn is returned as it is. alpha_bar_T = 0 (zero terminal SNR) becomes the least a point
/// may have, and the rescaling to 0 stays on.
ProcessSpec as_drawn(const ProcessSpec& process, int points = first_points);

// The next three change a process of kind drawn (asserted) and leave a valid one valid.

/// Adds a point on the curve at t / T = u, in (0, 1). Returns its index, or that of a point that is
/// too near for another between them.
std::size_t add_point(ProcessSpec& drawn, double u);

/// Moves a point to t / T = u and log(alpha_bar / (1 - alpha_bar)) = log_snr, or as near as its
/// neighbours allow: both keep their order. The last point stays at t = T.
void move_point(ProcessSpec& drawn, std::size_t point, double u, double log_snr);

/// Takes a point away; false for the last one, which says where the curve ends.
bool remove_point(ProcessSpec& drawn, std::size_t point);

}  // namespace alphabar
