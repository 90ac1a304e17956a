#pragma once

#include "core/process/level.h"
#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

/// A step of the reverse ODE or SDE with its linear part solved exactly (Lu et al. 2022,
/// DPM-Solver++, proposition 4.1; DPM-Solver, proposition 3.1): for an output m that stays constant
/// x' = linear x + constant m, and in general
///     x' = linear x + base (integral from 0 to h of -e^(h - u) m(u) du),
/// u the time in lambda scaled to end at h, whose sign is the form's.
///
/// Form x0: linear = (s'/s) e^(-eta dlambda), base = a', h = -(1 + eta) dlambda. Form eps:
/// linear = a'/a, base = (1 + eta) s', h = dlambda. constant = -base (e^h - 1), taken from the
/// invariants, so that it is exact where s' = 0 or a = 0 and h is infinite.
///
/// eta is the noise of the SDE, dx = [f - (1 + eta) g^2 score / 2] dt + sqrt(eta) g dw: 0 the
/// probability flow, 1 Anderson's. With eta > 0 form eps misses the noise of its level by O(h^2).
struct Exponential {
  double linear, constant, base, h;
  double noise;  ///< the SDE's, as a standard deviation: x0: s' sqrt(1 - e^(-2 eta dlambda)); eps:
                 ///< s' sqrt(eta (e^(2 dlambda) - 1))

  /// The integral of u^k, u = 0..1 the step, in the place of m: -base h k! phi_{k+1}(h), k >= 0.
  double moment(int k) const;
  /// Weights of the slope D1 and the curvature D2 of m at the start, in units of the step (D2 its
  /// second derivative).
  double slope() const { return moment(1); }
  double curvature() const { return moment(2) / 2; }
};
Exponential exponential(const Level& from, const Level& to, SolverForm form, double eta = 0);

}  // namespace alphabar
