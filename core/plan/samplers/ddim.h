#pragma once

#include "core/plan/plan.h"
#include "core/process/process.h"
#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

/// sigma(eta) of a step: eta times the posterior's standard deviation (Song, Meng, Ermon 2021,
/// DDIM, eq. 16). eta = 0 is the ODE, eta = 1 DDPM; on a = 1 it is k-diffusion's sigma_up.
double ddim_sigma(const Level& from, const Level& to, double eta);

/// One DDIM step from any level to any cleaner one (DDIM, eq. 12):
/// y = a_to x0_hat + sqrt(s_to^2 - sigma^2) eps_hat + sigma z, sigma = sigma(eta).
Row ddim_row(const Level& from, const Level& to, double eta);

/// A step from `from` to `to` in two parts: down without noise, then up by it.
struct Descent {
  Level down;
  double up;  ///< standard deviation of the noise, ddim_sigma
};
Descent descent(const Level& from, const Level& to, double eta);

}  // namespace alphabar
