#include "core/process/process.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/process/betas.h"

namespace alphabar {
namespace {

Level vp_level(double t, double alpha_bar) {
  return {t, std::sqrt(alpha_bar), std::sqrt(1 - alpha_bar)};
}

/// log of the mean factor of the VP SDE (Song et al. 2021, eq. 29); int_0^t beta is -2 times it.
double vp_log_mean(const ProcessSpec& p, double t) {
  return -0.25 * t * t * (p.beta_max - p.beta_min) - 0.5 * t * p.beta_min;
}

/// The mean factor m of sub-VP with (1 - m^2) / m = sigma.
double subvp_mean(double sigma) { return 2 / (sigma + std::sqrt(sigma * sigma + 4)); }

}  // namespace

Process::Process(const ProcessSpec& spec) : spec_(spec) {
  check(spec);
  if (spec.kind > ProcessKind::betas) return;
  beta_ = make_betas(spec);
  beta_.insert(beta_.begin(), 0.0);
  alpha_bar_.assign(1, 1.0);
  for (std::size_t t = 1; t < beta_.size(); ++t)
    alpha_bar_.push_back(alpha_bar_.back() * (1 - beta_[t]));
}

bool Process::has_sde() const {
  return spec_.kind == ProcessKind::vp_sde || spec_.kind == ProcessKind::subvp_sde ||
         spec_.kind == ProcessKind::ve;
}

bool Process::variance_preserving() const {
  return discrete() || spec_.kind == ProcessKind::vp_sde;
}

bool Process::variance_exploding() const {
  return spec_.kind == ProcessKind::ve || spec_.kind == ProcessKind::edm ||
         spec_.kind == ProcessKind::clean;
}

double Process::t_max() const {
  if (discrete()) return T();
  return spec_.kind == ProcessKind::edm ? spec_.sigma_max
                                        : (spec_.kind == ProcessKind::clean ? 0 : 1);
}

double Process::t_min() const {
  if (discrete()) return 1;
  return spec_.kind == ProcessKind::edm ? spec_.sigma_min
                                        : (spec_.kind == ProcessKind::clean ? 0 : spec_.t_end);
}

Level Process::at(double t) const {
  t = std::clamp(t, 0.0, t_max());
  switch (spec_.kind) {
    case ProcessKind::vp_sde: {
      const double log_mean = vp_log_mean(spec_, t);
      return {t, std::exp(log_mean), std::sqrt(-std::expm1(2 * log_mean))};
    }
    case ProcessKind::subvp_sde: {
      const double log_mean = vp_log_mean(spec_, t);
      return {t, std::exp(log_mean), -std::expm1(2 * log_mean)};
    }
    case ProcessKind::ve:
      return {t, 1, spec_.sigma_min * std::pow(spec_.sigma_max / spec_.sigma_min, t)};
    case ProcessKind::edm: return {t, 1, t};
    case ProcessKind::flow: return {t, 1 - t, t};
    case ProcessKind::clean: return {0, 1, 0};
    default: break;
  }
  const int lower = std::min(static_cast<int>(t), T());
  const double part = t - lower;
  if (part == 0) return vp_level(t, alpha_bar(lower));
  const Level below = vp_level(lower, alpha_bar(lower)), above = at(lower + 1);
  Level level;
  if (below.s == 0 || above.a == 0) {  // log(sigma) is infinite at one end
    level = vp_level(t, (1 - part) * alpha_bar(lower) + part * alpha_bar(lower + 1));
  } else {
    const double sigma =
        std::exp((1 - part) * std::log(below.sigma()) + part * std::log(above.sigma()));
    level.a = 1 / std::sqrt(1 + sigma * sigma);
    level.s = sigma * level.a;
  }
  level.t = t;
  return level;
}

Level Process::at_sigma(double sigma) const {
  const double t = time_of_sigma(sigma);
  if (variance_preserving()) {
    const double a = 1 / std::sqrt(1 + sigma * sigma);
    return {t, a, std::isinf(sigma) ? 1 : sigma * a};
  }
  if (variance_exploding()) return {t, 1, sigma};
  if (spec_.kind == ProcessKind::flow) return {t, 1 / (1 + sigma), t};
  const double m = subvp_mean(sigma);
  return {t, m, 1 - m * m};
}

Level Process::at_log_snr(double log_snr) const { return at_sigma(std::exp(-0.5 * log_snr)); }

double Process::time_of_sigma(double sigma) const {
  switch (spec_.kind) {
    case ProcessKind::clean: return 0;
    case ProcessKind::edm: return std::clamp(sigma, 0.0, spec_.sigma_max);
    case ProcessKind::flow: return std::isinf(sigma) ? 1 : sigma / (1 + sigma);
    case ProcessKind::ve:
      return sigma <= spec_.sigma_min
                 ? 0
                 : std::min(1.0, std::log(sigma / spec_.sigma_min) /
                                     std::log(spec_.sigma_max / spec_.sigma_min));
    case ProcessKind::vp_sde:
    case ProcessKind::subvp_sde: {
      // With m known, t solves t^2 (beta_max - beta_min) / 4 + t beta_min / 2 = -log m.
      const double m =
          spec_.kind == ProcessKind::vp_sde ? 1 / std::sqrt(1 + sigma * sigma) : subvp_mean(sigma);
      if (m == 0) return 1;
      const double c = -std::log(m), q = spec_.beta_max - spec_.beta_min;
      const double b = spec_.beta_min;
      return std::min(1.0, 4 * c / (b + std::sqrt(b * b + 4 * q * c)));
    }
    default: break;
  }
  // sigma rises with t: find the interval, then invert the interpolation of at().
  int lower = 0, upper = T();
  if (sigma >= vp_level(0, alpha_bar(upper)).sigma()) return upper;
  while (upper - lower > 1) {
    const int middle = (lower + upper) / 2;
    (vp_level(0, alpha_bar(middle)).sigma() <= sigma ? lower : upper) = middle;
  }
  const Level below = at(lower), above = at(upper);
  if (below.s == 0 || above.a == 0) {
    const double wanted = 1 / (1 + sigma * sigma);
    return lower + (alpha_bar(lower) - wanted) / (alpha_bar(lower) - alpha_bar(upper));
  }
  return lower + std::log(sigma / below.sigma()) / std::log(above.sigma() / below.sigma());
}

double Process::drift(double t) const {
  assert(has_sde());
  if (spec_.kind == ProcessKind::ve) return 0;
  return -0.5 * (spec_.beta_min + t * (spec_.beta_max - spec_.beta_min));
}

double Process::diffusion_squared(double t) const {
  assert(has_sde());
  if (spec_.kind == ProcessKind::ve) {
    const double sigma = at(t).s;
    return sigma * sigma * 2 * std::log(spec_.sigma_max / spec_.sigma_min);
  }
  const double beta = spec_.beta_min + t * (spec_.beta_max - spec_.beta_min);
  if (spec_.kind == ProcessKind::vp_sde) return beta;
  return beta * -std::expm1(4 * vp_log_mean(spec_, t));
}

}  // namespace alphabar
