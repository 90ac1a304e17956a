#include "core/plan/samplers/ddpm.h"

#include <algorithm>
#include <cmath>

#include "core/plan/samplers/page.h"
#include "core/process/levels/grid.h"

namespace alphabar {

Row ddpm_mean_row(const Level& from, const Level& to) {
  Row row = step_row(from, to);
  const Transition t = transition(from, to);
  const double beta = t.s * t.s, variance_from = from.s * from.s;
  row.c_x = t.a * to.s * to.s / variance_from;
  row.c_d[0] = to.a * beta / variance_from;
  return row;
}

Row ddpm_row(const Level& from, const Level& to, Variance variance) {
  constexpr double least = 1e-20;
  Row row = ddpm_mean_row(from, to);
  const Transition t = transition(from, to);
  const double beta = t.s * t.s, small = beta * to.s * to.s / (from.s * from.s);
  row.c_z = std::sqrt(std::max(least, variance == Variance::small ? small : beta));
  return row;
}

namespace {

/// DDPM on the levels of a grid, respaced (Nichol and Dhariwal 2021, section 4). A step to clean
/// data is the mean alone (Ho et al. 2020, algorithm 2); with noise_at_end only from t = 1.
Plan ddpm_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels = run_levels(process, sampler.grid);
  Plan plan = plan_from(process, levels[0]);
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const bool odd = sampler.noise_at_end && process.discrete() && levels[i].t > 1;
    const bool noise = levels[i + 1].s > 0 || odd;
    plan.rows.push_back(noise ? ddpm_row(levels[i], levels[i + 1], sampler.variance)
                              : ddpm_mean_row(levels[i], levels[i + 1]));
  }
  return plan;
}

}  // namespace

constinit const SamplerInfo ddpm_sampler{
    .kind = SamplerKind::ddpm,
    .name = "ddpm",
    .title = "DDPM",
    .formula =
        "x' = [sqrt(ab') beta x0_hat + sqrt(alpha) (1 - ab') x] / (1 - ab) + sigma_t z, "
        "alpha = ab / ab', beta = 1 - alpha",
    .formula_else = "x' = [a' (s^2 - r^2 s'^2) x0_hat + r s'^2 x] / s^2 + sigma_t z, r = a/a'",
    .source = "Ho, Jain, Abbeel 2020, eq. 7",
    .options = {&SamplerSpec::variance, &SamplerSpec::noise_at_end},
    .stochastic = true,
    .build = ddpm_plan,
};

}  // namespace alphabar
