#pragma once

#include "core/plan/plan.h"
#include "core/process/process.h"
#include "core/scene/sampler_spec.h"

namespace alphabar {

/// One step x + h score + sqrt(2 h) z at a level.
Row langevin_row(const Level& level, double h);

/// Langevin dynamics x + h score + sqrt(2 h) z with h = step_size (0.001 where that is 0),
/// grid.steps times, from a uniform box. On the `clean` process the score is that of the data
/// itself, elsewhere that of the cleanest level. (Song and Ermon 2019, eq. 4, whose epsilon is 2
/// h.)
Plan langevin_plan(const Process& process, const SamplerSpec& sampler);

/// Annealed Langevin dynamics (Song and Ermon 2019, algorithm 1): steps_each Langevin steps at
/// every level of the grid, noisy to clean, with h = step_size (s / s_last)^2, or s^2 / 10 where
/// step_size is 0; no denoising at the end.
Plan annealed_langevin_plan(const Process& process, const SamplerSpec& sampler);

}  // namespace alphabar
