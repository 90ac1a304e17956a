#include "core/plan/samplers/langevin.h"

#include <cmath>

#include "core/base/check.h"
#include "core/plan/samplers/page.h"
#include "core/process/levels/grid.h"

namespace alphabar {
namespace {

constexpr double langevin_box = 2.5;  ///< half side of the box that x_T is drawn from
constexpr double annealed_box = 3;
constexpr double usual_step = 1e-3;
/// Of an annealed step beside the variance of the noise: Song and Ermon 2019 take 0.2.
constexpr double usual_share = 0.1;

}  // namespace

Row langevin_row(const Level& level, double h) {
  Row row = step_row(level, level);
  row.c_x = 1;
  if (level.s > 0)
    row.c_e[0] = -h / level.s;
  else
    row.c_s = h;
  row.c_z = std::sqrt(2 * h);
  return row;
}

namespace {

/// Langevin dynamics x + h score + sqrt(2 h) z with h = step_size (0.001 where that is 0),
/// grid.steps times, from a uniform box. On the `clean` process the score is that of the data
/// itself, elsewhere that of the cleanest level. (Song and Ermon 2019, eq. 4, whose epsilon is 2
/// h.)
Plan langevin_plan(const Process& process, const SamplerSpec& sampler) {
  const Level level = process.at(process.t_min());
  Plan plan;
  plan.start = level;
  plan.begin = Start::box;
  plan.init_scale = langevin_box;
  plan.rows.assign(static_cast<std::size_t>(sampler.grid.steps),
                   langevin_row(level, sampler.step_size > 0 ? sampler.step_size : usual_step));
  return plan;
}

/// Annealed Langevin dynamics (Song and Ermon 2019, algorithm 1): steps_each Langevin steps at
/// every level of the grid, noisy to clean, with h = step_size (s / s_last)^2, or s^2 / 10 where
/// step_size is 0; no denoising at the end.
Plan annealed_langevin_plan(const Process& process, const SamplerSpec& sampler) {
  if (!process.has_noise())
    throw BadRequest("sampler", "kind", "annealed_langevin", "a process with noise",
                     "choose langevin, or another process");
  std::vector<Level> levels = run_levels(process, sampler.grid);
  levels.pop_back();  // the end of a denoising run
  Plan plan;
  plan.start = levels[0];
  plan.begin = Start::box;
  plan.init_scale = annealed_box;
  const double last = levels.back().s;
  const double step = sampler.step_size > 0 ? sampler.step_size : usual_share * last * last;
  for (const Level& level : levels) {
    const double ratio = level.s / last;
    plan.rows.insert(plan.rows.end(), static_cast<std::size_t>(sampler.steps_each),
                     langevin_row(level, step * ratio * ratio));
  }
  return plan;
}

}  // namespace

constinit const SamplerInfo langevin_sampler{
    .kind = SamplerKind::langevin,
    .name = "langevin",
    .title = "Langevin dynamics",
    .formula = "x' = x + h score + sqrt(2 h) z",
    .source = "Song and Ermon 2019, eq. 4",
    .options = {&SamplerSpec::step_size},
    .stochastic = true,
    .build = langevin_plan,
};

constinit const SamplerInfo annealed_langevin_sampler{
    .kind = SamplerKind::annealed_langevin,
    .name = "annealed_langevin",
    .title = "Annealed Langevin (SMLD)",
    .formula = "x' = x + h score(x, sigma) + sqrt(2 h) z, h = step (sigma / sigma_last)^2",
    .source = "Song and Ermon 2019, algorithm 1",
    .options = {&SamplerSpec::step_size, &SamplerSpec::steps_each},
    .stochastic = true,
    .build = annealed_langevin_plan,
};

}  // namespace alphabar
