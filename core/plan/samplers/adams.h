#pragma once

#include "core/plan/plan.h"
#include "core/process/process.h"
#include "core/scene/sampler_spec.h"

namespace alphabar {

/// Adams methods for d(x / a) = eps_hat d sigma: one evaluation a step, eps_hat as a polynomial
/// through the newest outputs, so x' = (a'/a) x + a' sum_j eps_hat_j int L_j dsigma.

/// PNDM (Liu et al. 2022, eq. 11 to 13): Adams-Bashforth weights of order 4 whatever the spacing,
/// in DDIM's step. Without runge_kutta ("PLMS", diffusers' skip_prk_steps) the order rises from 1
/// and the first step is taken twice, the second time with the mean of the outputs at its two ends;
/// with it the first three steps are Runge-Kutta steps of four evaluations, their middle T // n //
/// 2 timesteps down (discrete processes; elsewhere half way in t).
Plan pndm_plan(const Process& process, const SamplerSpec& sampler);

/// The same weights, the order rising from 1 to 4, no step taken twice (diffusers' IPNDMScheduler).
Plan ipndm_plan(const Process& process, const SamplerSpec& sampler);

/// Linear multistep of order 1..4: the polynomial is in sigma and integrated exactly (k-diffusion's
/// sample_lms, which does it by quadrature).
Plan lms_plan(const Process& process, const SamplerSpec& sampler);

/// DEIS of order 1..3: the polynomial is in log sigma (Zhang and Chen 2023, eq. 15, "log rho"). The
/// last two steps of a run of fewer than 15 are of lower order with lower_order_final; a step to
/// clean data, where log sigma ends, is of order 1.
Plan deis_plan(const Process& process, const SamplerSpec& sampler);

}  // namespace alphabar
