#pragma once

#include "core/process/process.h"

namespace alphabar {

/// The time of `shown` at which a level of `own` is shown beside it: the same share of both ranges
/// of time, which is t itself where they are the same; the same noise, s / a, where one of the two
/// has sigma for its time.
double time_on(const Process& shown, const Process& own, const Level& level);

}  // namespace alphabar
