#include <algorithm>
#include <cmath>

#include "core/process/process_page.h"

// dx = -beta(t) x / 2 dt + g(t) dw with beta(t) linear: VP, where g^2 = beta, and sub-VP, where
// g^2 = beta (1 - a^4) (Song et al. 2021, eq. 11, 12 and 29).

namespace alphabar {
namespace {

double beta_at(const ProcessSpec& p, double t) {
  return p.beta_min + t * (p.beta_max - p.beta_min);
}

/// log of the mean factor (Song et al. 2021, eq. 29); int_0^t beta is -2 times it.
double log_mean(const ProcessSpec& p, double t) {
  return -0.25 * t * t * (p.beta_max - p.beta_min) - 0.5 * t * p.beta_min;
}

/// The time at which the mean factor is m: t^2 (beta_max - beta_min) / 4 + t beta_min / 2 = -log m.
double time_of_mean(const ProcessSpec& p, double m) {
  if (m == 0) return 1;
  const double c = -std::log(m), q = p.beta_max - p.beta_min;
  const double b = p.beta_min;
  return std::min(1.0, 4 * c / (b + std::sqrt(b * b + 4 * q * c)));
}

double drift(const ProcessSpec& p, double t) { return -0.5 * beta_at(p, t); }

Level vp_at(const ProcessSpec& p, double t) {
  const double log_m = log_mean(p, t);
  return {t, std::exp(log_m), std::sqrt(-std::expm1(2 * log_m))};
}

Level vp_at_sigma(const ProcessSpec& p, double sigma) {
  return preserving_level(time_of_mean(p, 1 / std::sqrt(1 + sigma * sigma)), sigma);
}

Level subvp_at(const ProcessSpec& p, double t) {
  const double log_m = log_mean(p, t);
  return {t, std::exp(log_m), -std::expm1(2 * log_m)};
}

Level subvp_at_sigma(const ProcessSpec& p, double sigma) {
  const double m = 2 / (sigma + std::sqrt(sigma * sigma + 4));  // (1 - m^2) / m = sigma
  return {time_of_mean(p, m), m, 1 - m * m};
}

double subvp_diffusion_squared(const ProcessSpec& p, double t) {
  return beta_at(p, t) * -std::expm1(4 * log_mean(p, t));
}

}  // namespace

constinit const ProcessPage vp_sde_process{
    .kind = ProcessKind::vp_sde,
    .at = vp_at,
    .at_sigma = vp_at_sigma,
    .drift = drift,
    .diffusion_squared = beta_at,
    .preserves_variance = true,
};

constinit const ProcessPage subvp_sde_process{
    .kind = ProcessKind::subvp_sde,
    .at = subvp_at,
    .at_sigma = subvp_at_sigma,
    .drift = drift,
    .diffusion_squared = subvp_diffusion_squared,
};

}  // namespace alphabar
