#include "core/process/clock.h"

namespace alphabar {

double time_on(const Process& shown, const Process& own, const Level& level) {
  if (&shown == &own || !shown.has_noise() || !own.has_noise()) return level.t;
  if (shown.time_is_sigma() || own.time_is_sigma()) return shown.at_sigma(level.sigma()).t;
  return level.t / own.t_max() * shown.t_max();
}

Level level_shown_at(const Process& shown, const Process& own, double t) {
  if (&shown == &own || !shown.has_noise() || !own.has_noise()) return own.at(t);
  if (shown.time_is_sigma() || own.time_is_sigma()) return own.at_sigma(shown.at(t).sigma());
  return own.at(t / shown.t_max() * own.t_max());
}

}  // namespace alphabar
