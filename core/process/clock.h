#pragma once

#include "core/process/process.h"

namespace alphabar {

/// The time of `shown` at which a level of `own` is shown beside it: the same share of both ranges
/// of time, which is t itself where they are the same; the same noise, s / a, where one of the two
/// has sigma for its time.
double time_on(const Process& shown, const Process& own, const Level& level);

/// Where in the process's time a noise level s / a lies, 0 the data, 1 the noise: evenly in t, or
/// in log sigma where that is the time (0 is then its lowest). And the time of a share.
double share_of_time(const Process& process, double sigma);
double time_of_share(const Process& process, double share);

/// The level of `own` that is shown at the time t of `shown`: the other way round.
Level level_shown_at(const Process& shown, const Process& own, double t);

}  // namespace alphabar
