#include "core/process/clock.h"

namespace alphabar {

double time_on(const Process& shown, const Process& own, const Level& level) {
  if (&shown == &own || !shown.has_noise() || !own.has_noise()) return level.t;
  if (shown.time_is_sigma() || own.time_is_sigma()) return shown.at_sigma(level.sigma()).t;
  return level.t / own.t_max() * shown.t_max();
}

}  // namespace alphabar
