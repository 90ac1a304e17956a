#include <algorithm>
#include <cmath>

#include "core/process/process_page.h"

// x = x_0 + sigma z: VE with sigma geometric in time (Song et al. 2021, eq. 9), EDM with sigma as
// its time (Karras et al. 2022, table 1), and data without noise.

namespace alphabar {
namespace {

Level ve_at(const ProcessSpec& p, double t) {
  return {t, 1, p.sigma_min * std::pow(p.sigma_max / p.sigma_min, t)};
}

Level ve_at_sigma(const ProcessSpec& p, double sigma) {
  const double t =
      sigma <= p.sigma_min
          ? 0
          : std::min(1.0, std::log(sigma / p.sigma_min) / std::log(p.sigma_max / p.sigma_min));
  return {t, 1, sigma};
}

double ve_diffusion_squared(const ProcessSpec& p, double t) {
  const double sigma = ve_at(p, t).s;
  return sigma * sigma * 2 * std::log(p.sigma_max / p.sigma_min);
}

double zero(const ProcessSpec&) { return 0; }

}  // namespace

constinit const ProcessPage ve_process{
    .kind = ProcessKind::ve,
    .at = ve_at,
    .at_sigma = ve_at_sigma,
    .drift = [](const ProcessSpec&, double) { return 0.0; },
    .diffusion_squared = ve_diffusion_squared,
    .explodes_variance = true,
};

constinit const ProcessPage edm_process{
    .kind = ProcessKind::edm,
    .t_max = [](const ProcessSpec& p) { return p.sigma_max; },
    .t_min = [](const ProcessSpec& p) { return p.sigma_min; },
    .at = [](const ProcessSpec&, double t) -> Level {
      return {t, 1, t};
    },
    .at_sigma = [](const ProcessSpec& p, double sigma) -> Level {
      return {std::clamp(sigma, 0.0, p.sigma_max), 1, sigma};
    },
    .diffusion_squared = [](const ProcessSpec&, double t) { return 2 * t; },
    .explodes_variance = true,
    .time_is_sigma = true,
};

constinit const ProcessPage clean_process{
    .kind = ProcessKind::clean,
    .t_max = zero,
    .t_min = zero,
    .at = [](const ProcessSpec&, double) -> Level {
      return {0, 1, 0};
    },
    .at_sigma = [](const ProcessSpec&, double sigma) -> Level {
      return {0, 1, sigma};
    },
    .explodes_variance = true,
};

}  // namespace alphabar
