#include "core/objectives/bound.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "core/base/check.h"
#include "core/model/mixture.h"
#include "core/objectives/score_matching.h"
#include "core/plan/samplers/ddim.h"

namespace alphabar {
namespace {

constexpr double d = 2;

void check_time(const Process& process, int t, int last) {
  if (!process.discrete())
    throw BadRequest("objectives", "process", "continuous", "a process with timesteps",
                     "the bound is a sum over t = 1..T");
  check_range("objectives", "t", t, 1, last);
}

/// E |x_0|^2: of the means, and the trace of the covariances.
double second_moment(const DataSpec& data) {
  double sum = 0;
  for (const Component& c : data.components)
    sum += c.weight * (point_of(c.mean).squaredNorm() + point_of(c.std).squaredNorm());
  return sum;
}

/// sigma_t(eta)^2, at t = 1 that of t = 2.
double ddim_variance(const Process& process, int t, double eta) {
  check_time(process, t, process.discrete() ? process.T() : 1);
  const int step = std::min(std::max(t, 2), process.T());
  const double sigma = ddim_sigma(process.at(step), process.at(step - 1), eta);
  return sigma * sigma;
}

}  // namespace

Posterior posterior(const Process& process, int t) {
  check_time(process, t, process.discrete() ? process.T() : 1);
  const double beta = process.beta(t), before = process.alpha_bar(t - 1);
  const double noise = 1 - process.alpha_bar(t);
  return {std::sqrt(before) * beta / noise, std::sqrt(1 - beta) * (1 - before) / noise,
          beta * (1 - before) / noise, beta};
}

double ddim_gamma(const Process& process, int t, double eta) {
  const double sigma2 = ddim_variance(process, t, eta);
  const double ab = process.alpha_bar(t), before = process.alpha_bar(t - 1);
  double k = 1;
  if (t > 1) k = std::sqrt(before) - std::sqrt(ab * std::max(0.0, 1 - before - sigma2) / (1 - ab));
  return k * k * (1 - ab) / (2 * sigma2 * ab);
}

double printed_ddim_gamma(const Process& process, int t, double eta) {
  return 1 / (2 * d * ddim_variance(process, t, eta) * process.alpha_bar(t));
}

BoundTerm bound_term(const Process& process, const Mixture& mixture, int t, Variance variance,
                     const ExpectationOptions& options) {
  const int T = process.discrete() ? process.T() : 1;
  check_time(process, t, T + 1);
  BoundTerm term;
  if (t == T + 1) {
    const double a2 = process.alpha_bar(T), s2 = 1 - a2;
    term.constant = 0.5 * (d * (s2 - 1 - std::log(s2)) + a2 * second_moment(mixture.data()));
    return term;
  }
  const Posterior q = posterior(process, t);
  double sigma2 = variance == Variance::small ? q.small : q.large;
  if (t == 1 && variance == Variance::small) {
    if (T < 2)
      throw BadRequest("objectives", "T", "1", "2 or more with small variance",
                       "the last step has no variance then: choose large");
    sigma2 = posterior(process, 2).small;
  }
  const double alpha = 1 - process.beta(t), noise = 1 - process.alpha_bar(t);
  const Level level = process.at(t);
  // The mean misses by of_x0 (x_0 - x0_hat); in x0 form, which alpha_bar = 0 does not trouble.
  const Estimate spread = posterior_spread(mixture, level, options);
  const double of_spread = q.of_x0 * q.of_x0 / (2 * sigma2);
  term.error = of_spread * spread.error;
  if (alpha > 0 && level.a > 0) {
    term.simple = spread.value * level.a * level.a / (level.s * level.s);
    term.weight = process.beta(t) * process.beta(t) / (2 * sigma2 * alpha * noise);
  } else {
    term.constant = of_spread * spread.value;
  }
  if (t == 1) {
    term.constant += 0.5 * d * std::log(2 * std::numbers::pi * sigma2);
  } else {
    const double ratio = q.small / sigma2;
    term.constant += 0.5 * d * (ratio - 1 - std::log(ratio));
  }
  return term;
}

}  // namespace alphabar
