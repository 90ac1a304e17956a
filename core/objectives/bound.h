#pragma once

#include "core/objectives/expectation.h"
#include "core/process/process.h"
#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

/// The posterior q(x_{t-1} | x_t, x_0) = N(of_x0 x_0 + of_x x_t, small I) of a discrete process and
/// the two variances that DDPM's reverse step may take (Ho et al. 2020, eq. 6 and 7; section 3.2).
struct Posterior {
  double of_x0;  ///< sqrt(ab_{t-1}) beta_t / (1 - ab_t)
  double of_x;   ///< sqrt(alpha_t) (1 - ab_{t-1}) / (1 - ab_t)
  double small;  ///< beta_tilde_t = beta_t (1 - ab_{t-1}) / (1 - ab_t); 0 at t = 1
  double large;  ///< beta_t
};
/// t in 1..T; throws BadRequest elsewhere, and on a continuous process.
Posterior posterior(const Process& process, int t);

/// The weight under which DDIM's objective for sigma(eta) is the weighted simple one:
/// J_sigma = sum_t gamma_t E |eps - eps_hat|^2 + C (Song, Meng, Ermon 2021, DDIM, theorem 1), with
///
///     gamma_t = k_t^2 (1 - ab_t) / (2 sigma_t^2 ab_t)
///     k_t = sqrt(ab_{t-1}) - sqrt(ab_t) sqrt(1 - ab_{t-1} - sigma_t^2) / sqrt(1 - ab_t),  k_1 = 1
///
/// k is how the mean of q_sigma(x_{t-1} | x_t, x_0) depends on x_0 (eq. 7), x_0 - x0_hat is
/// -sqrt((1 - ab_t) / ab_t) (eps - eps_hat), and two Gaussians of one variance are
/// |difference of means|^2 / (2 sigma^2) apart. At t = 1 the mean is x0_hat itself (eq. 10) and
/// sigma_1, which the paper leaves free, is sigma_2 here: bound_term's own choice. With eta = 1
/// this is the bound's weight at small variance, at every t.
///
/// The paper prints 1 / (2 d sigma_t^2 ab_t), d the dimension (theorem 1; the factors k_t^2 and
/// 1 - ab_t fall out of its proof in appendix B). That is not the weight of J_sigma in any norm of
/// eps, as what is left out depends on t; that the minimiser is the same holds with either.
/// printed_ddim_gamma has it, to be looked at.
///
/// Infinite for eta = 0, and where ab_t is 0. t in 1..T; throws BadRequest elsewhere, and on a
/// continuous process.
double ddim_gamma(const Process& process, int t, double eta);
double printed_ddim_gamma(const Process& process, int t, double eta);

/// One term of the variational bound on -E log p(x_0), in nats, for the exact model; t = 1..T, and
/// T + 1 for L_T (Ho et al. 2020, eq. 5).
///
///     t = 2..T:  L_{t-1} = E KL(q(x_{t-1} | x_t, x_0) || p(x_{t-1} | x_t))
///                        = weight E |eps - eps_hat|^2 + constant, and with sigma_t^2 the reverse
///                        variance
///                weight = beta_t^2 / (2 sigma_t^2 alpha_t (1 - ab_t))               (eq. 12)
///                constant = KL of the two variances, 0 where sigma_t^2 = beta_tilde
///     t = 1:     L_0 = -E log N(x_0; mean, sigma_1^2 I), a density as the data are continuous;
///     with
///                small variance sigma_1^2 = beta_tilde_2 (Nichol and Dhariwal 2021, code), as
///                beta_tilde_1 is 0
///     t = T + 1: L_T = E KL(q(x_T | x_0) || N(0, I)), no model in it
struct BoundTerm {
  double simple = 0;    ///< E |eps - eps_hat|^2: the term of the simple loss (eq. 14); 0 in L_T
  double weight = 0;    ///< what the bound multiplies it with; 0 in L_T
  double constant = 0;  ///< what is left
  double error = 0;     ///< of the value, as in Estimate
  double value() const { return (weight > 0 ? weight * simple : 0) + constant; }
};

/// Throws BadRequest for a t outside 1..T + 1, a continuous process, T below 2 with small variance.
/// Cost: one expectation, L_T none. A curve over t is as many independent calls, in any order.
BoundTerm bound_term(const Process& process, const Mixture& mixture, int t, Variance variance,
                     const ExpectationOptions& options = {});

}  // namespace alphabar
