#pragma once

#include <optional>

#include "core/engine/one_step.h"

namespace alphabar {

/// What the forward process says of the state after a step, given the one before and x_0, beside
/// what the step draws it from: two Gaussians with a standard deviation each, in all directions.
struct Posterior {
  Point mean;                ///< of q(x_{t'} | x_t, x_0): Ho et al. 2020, eq. 7
  double std = 0;            ///< its: the root of beta tilde; 0 where t' is the data
  Point model_mean;          ///< of p(x_{t'} | x_t): the step without its noise
  double model_std = 0;      ///< its; 0: the step is deterministic
  std::optional<double> kl;  ///< KL(q || p), nats; none where one of them is a point
};

/// With a = a_t / a_t', the part of x_t' in x_t, and v = s_t^2 - a^2 s_t'^2 what is added between:
///     mean = (a s_t'^2 x_t + a_t' v x_0) / s_t^2,   std^2 = v s_t'^2 / s_t^2.
/// Nothing for a row that does not lead from x to less noise by itself.
std::optional<Posterior> posterior_of(const OneStep& step, const Point& x0);

}  // namespace alphabar
