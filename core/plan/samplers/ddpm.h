#pragma once

#include "core/plan/plan.h"
#include "core/process/process.h"
#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

/// One step of DDPM's reverse chain in x0 form (Ho et al. 2020, eq. 7): the posterior's mean
/// [a_to beta x0_hat + sqrt(alpha) s_to^2 x] / s_from^2, with alpha and beta of the transition,
/// plus noise of variance beta_tilde (small) or beta (large), never less than 1e-20 (diffusers).
Row ddpm_row(const Level& from, const Level& to, Variance variance);
/// Its mean alone.
Row ddpm_mean_row(const Level& from, const Level& to);

}  // namespace alphabar
