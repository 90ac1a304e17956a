#include "core/process/level.h"

#include <cmath>

namespace alphabar {

double log_snr(const Level& level) { return 2 * (std::log(level.a) - std::log(level.s)); }

}  // namespace alphabar
