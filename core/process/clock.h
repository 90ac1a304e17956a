#pragma once

#include "core/process/process.h"

namespace alphabar {

/// The time of `shown` at which a level of `own` is shown beside it: the same share of both ranges
/// of time, which is t itself where they are the same; the same noise, s / a, where one of the two
/// has sigma for its time.
double time_on(const Process& shown, const Process& own, const Level& level);

/// The level of `own` that is shown at the time t of `shown`: the other way round.
Level level_shown_at(const Process& shown, const Process& own, double t);

}  // namespace alphabar
