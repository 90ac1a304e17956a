#include "core/plan/dpm_solver.h"

#include <algorithm>
#include <cmath>

#include "core/plan/ddim.h"
#include "core/plan/exponential.h"
#include "core/plan/step.h"

namespace alphabar {
namespace {

/// How many outputs the step from levels[i] may use.
std::size_t order_of(const SamplerSpec& sampler, const std::vector<Level>& levels, std::size_t i) {
  const std::size_t steps = levels.size() - 1;
  const bool falls = sampler.lower_order_final && steps < 15;
  if (i + 1 == steps && (levels[i + 1].s == 0 || sampler.euler_at_final || falls)) return 1;
  std::size_t order = std::min(static_cast<std::size_t>(sampler.order), i + 1);
  if (i + 2 == steps && falls) order = std::min<std::size_t>(order, 2);
  // lambda must be finite at, and fall between, all the levels that are used.
  std::size_t usable = 1;
  const auto apart = [&](std::size_t noisy) {
    return levels[noisy].a > 0 && lambda(levels[noisy + 1]) - lambda(levels[noisy]) > 1e-12;
  };
  if (!apart(i)) return 1;
  while (usable < order && apart(i - usable)) ++usable;
  return usable;
}

}  // namespace

Plan dpm_multistep_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels = framed_levels(process, sampler, true);
  Plan plan = plan_from(process, levels[0], sampler.frame);
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const Level &from = levels[i], &to = levels[i + 1];
    if (sampler.form == SolverForm::eps && from.a == 0) {  // eps_hat is x itself: no x0_hat in it
      plan.rows.push_back(ddim_row(from, to, 0));
      continue;
    }
    Row row = step_row(from, to);
    std::array<double, Row::history>& c = sampler.form == SolverForm::x0 ? row.c_d : row.c_e;
    const Exponential e = exponential(from, to, sampler.form, sampler.eta);
    row.c_x = e.linear;
    row.c_z = e.noise * sampler.noise_scale;
    c[0] = e.constant;
    const std::size_t order = order_of(sampler, levels, i);
    const auto step = [&](std::size_t k) { return lambda(levels[k + 1]) - lambda(levels[k]); };
    if (order == 2) {
      const double r = step(i - 1) / step(i);  // D1 = (m_0 - m_1) / r
      const double slope =
          sampler.solver_type == SolverType::heun ? e.slope() : 0.5 * e.constant;
      c[0] += slope / r;
      c[1] -= slope / r;
    } else if (order == 3) {
      // D1 and D2 by divided differences d_0 = (m_0 - m_1) / r_0, d_1 = (m_1 - m_2) / r_1.
      const double r_0 = step(i - 1) / step(i), r_1 = step(i - 2) / step(i);
      const double of_d1 = -(e.slope() * r_0 + e.curvature()) / (r_0 + r_1);
      const double of_d0 = e.slope() - of_d1;
      c[0] += of_d0 / r_0;
      c[1] += of_d1 / r_1 - of_d0 / r_0;
      c[2] -= of_d1 / r_1;
    }
    plan.rows.push_back(row);
  }
  return plan;
}

}  // namespace alphabar
