#include "core/process/clock.h"

#include <cmath>

namespace alphabar {

double time_on(const Process& shown, const Process& own, const Level& level) {
  if (&shown == &own || !shown.has_noise() || !own.has_noise()) return level.t;
  if (shown.time_is_sigma() || own.time_is_sigma()) return shown.at_sigma(level.sigma()).t;
  return level.t / own.t_max() * shown.t_max();
}

double share_of_time(const Process& process, double sigma) {
  if (!process.has_noise()) return 0;
  const double t = process.at_sigma(sigma).t, low = process.t_min(), high = process.t_max();
  return process.time_is_sigma() ? std::log(t / low) / std::log(high / low) : t / high;
}

double time_of_share(const Process& process, double share) {
  const double low = process.t_min(), high = process.t_max();
  return process.time_is_sigma() ? low * std::pow(high / low, share) : share * high;
}

Level level_shown_at(const Process& shown, const Process& own, double t) {
  if (&shown == &own || !shown.has_noise() || !own.has_noise()) return own.at(t);
  if (shown.time_is_sigma() || own.time_is_sigma()) return own.at_sigma(shown.at(t).sigma());
  return own.at(t / shown.t_max() * own.t_max());
}

}  // namespace alphabar
