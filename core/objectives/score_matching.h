#pragma once

#include "core/objectives/expectation.h"

namespace alphabar {

/// What training a model by score matching would measure, as numbers, for exact models in the plane
/// (d = 2). Each is one expectation over p_t; see there for the cost, and for what is thrown.

/// E tr Cov(x_0 | x_t): the least error that any prediction of x_0 can have. From 0 (clean data) to
/// the trace of the data's covariance (pure noise).
Estimate posterior_spread(const Mixture& p, const Level& level,
                          const ExpectationOptions& options = {});

/// E |eps - eps_hat|^2 = (a / s)^2 posterior_spread: the simple loss of DDPM (Ho et al. 2020, eq.
/// 14) that the exact model has left, which no training can undercut. From d (clean) to 0 (pure
/// noise).
Estimate eps_error(const Mixture& p, const Level& level, const ExpectationOptions& options = {});

/// E |score|^2, the Fisher information about where p_t lies; (d - eps_error) / s^2.
Estimate fisher_information(const Mixture& p, const Level& level,
                            const ExpectationOptions& options = {});

/// E_p |score_p - score_q|^2 / 2 at a level: the Fisher divergence, which explicit score matching
/// minimises over q (Hyvarinen 2005, eq. 2).
Estimate fisher_divergence(const Mixture& p, const Mixture& q, const Level& level,
                           const ExpectationOptions& options = {});

/// E_p [|score_q|^2 / 2 + div score_q]: the divergence less E_p |score_p|^2 / 2, by parts, so that
/// the score of p is not needed (Hyvarinen 2005, theorem 1). With score = -grad E this is
/// E_p [|grad E|^2 / 2 - lap E].
Estimate implicit_score_matching(const Mixture& p, const Mixture& q, const Level& level,
                                 const ExpectationOptions& options = {});

/// E |score_q(x_t) + eps / s|^2 / 2, x_t = a x_0 + s eps: denoising score matching (Vincent 2011,
/// eq. 9). It is the Fisher divergence plus eps_error(p) / (2 s^2), which does not depend on q; so
/// it is computed, and the definition is a test. Infinite at s = 0.
Estimate denoising_score_matching(const Mixture& p, const Mixture& q, const Level& level,
                                  const ExpectationOptions& options = {});

/// The data p noised to x_0 + sigma z, z ~ N(0, I), as a model q of the clean data: what a perfect
/// model trained by denoising score matching at this one level is of p. Both are taken over p:
/// the Fisher divergence E_p |score_p - score_q|^2 / 2, from 0 at sigma = 0 to half of p's Fisher
/// information at infinite sigma; and the same without that constant, by parts, which ends at 0.
struct NoisedModel {
  Estimate divergence, implicit;
};
NoisedModel noised_model(const Mixture& p, double sigma, const ExpectationOptions& options = {});

/// -E log p_t(x_t), nats: what a perfect model of p_t still has to pay a point.
Estimate entropy(const Mixture& p, const Level& level, const ExpectationOptions& options = {});

}  // namespace alphabar
