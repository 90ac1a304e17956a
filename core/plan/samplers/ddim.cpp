#include "core/plan/samplers/ddim.h"

#include <algorithm>
#include <cmath>

#include "core/plan/churn.h"
#include "core/plan/rows.h"
#include "core/process/grid.h"

namespace alphabar {
namespace {

/// What a consistency model returns, skip x + out x0_hat: x itself at time 0 (Song et al. 2023,
/// appendix C, with sigma_data = 1/2; Luo et al. 2023, LCM, takes the timestep times a factor for
/// the time).
struct Boundary {
  double skip, out;
};
Boundary consistency_boundary(double time) {
  constexpr double data = 0.5;
  const double sum = time * time + data * data;
  return {data * data / sum, time / std::sqrt(sum)};
}

Plan ddim_on_grid(const Process& process, const SamplerSpec& sampler, double eta) {
  const std::vector<Level> levels = run_levels(process, sampler.grid);
  const std::vector<Level> targets = step_targets(process, sampler.grid, levels);
  Plan plan = plan_from(process, in_frame(levels[0], sampler.frame), sampler.frame);
  for (std::size_t i = 0; i < targets.size(); ++i)
    plan.rows.push_back(
        ddim_row(in_frame(levels[i], sampler.frame), in_frame(targets[i], sampler.frame), eta));
  return plan;
}

}  // namespace

double ddim_sigma(const Level& from, const Level& to, double eta) {
  return eta * posterior_std(from, to);
}

Row ddim_row(const Level& from, const Level& to, double eta) {
  Row row = step_row(from, to);
  row.c_z = ddim_sigma(from, to, eta);
  row.draw = eta > 0;
  set_shares(row, to.a, std::sqrt(std::max(0.0, to.s * to.s - row.c_z * row.c_z)));
  return row;
}

Plan ddim_plan(const Process& process, const SamplerSpec& sampler) {
  return ddim_on_grid(process, sampler, sampler.eta);
}

Plan ddim_inverse_plan(const Process& process, const SamplerSpec& sampler) {
  std::vector<Level> levels = run_levels(process, sampler.grid);
  std::vector<Level> sources = step_targets(process, sampler.grid, levels);
  std::reverse(levels.begin(), levels.end());
  std::reverse(sources.begin(), sources.end());
  Plan plan;
  plan.start = levels[0];
  plan.begin = Start::data;
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    Row row = step_row(sources[i], levels[i + 1]);
    row.a = levels[i + 1].a;
    row.s = levels[i + 1].s;
    // x0_hat is rebuilt from x and eps_hat at x's own level, so only that form will do.
    row.c_x = row.to.a / row.from.a;
    row.c_e[0] = row.to.s - row.from.s * row.c_x;
    plan.rows.push_back(row);
  }
  if (sampler.round_trip)
    for (std::size_t i = levels.size() - 1; i > 0; --i)
      plan.rows.push_back(ddim_row(levels[i], levels[i - 1], 0));
  return plan;
}

Plan renoise_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels = run_levels(process, sampler.grid);
  Plan plan = plan_from(process, levels[0]);
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    Row row = step_row(levels[i], levels[i + 1]);
    row.c_x = 0;
    row.c_d[0] = row.to.a;
    if (sampler.boundary > 0) {
      const Boundary b = consistency_boundary(sampler.boundary * (row.from.t - 1));
      row.c_x = b.skip * row.to.a;
      row.c_d[0] = b.out * row.to.a;
    }
    row.c_z = row.to.s;
    plan.rows.push_back(row);
  }
  return plan;
}

Plan euler_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels = framed_levels(process, sampler);
  Plan plan = plan_from(process, levels[0], sampler.frame);
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const Level from = churn(plan, process, sampler, levels[i], levels.size() - 1);
    plan.rows.push_back(ddim_row(from, levels[i + 1], 0));
  }
  return plan;
}

Plan euler_ancestral_plan(const Process& process, const SamplerSpec& sampler) {
  Plan plan = ddim_on_grid(process, sampler, sampler.eta);
  for (Row& row : plan.rows) row.c_z *= sampler.noise_scale;
  plan.rows.back().draw = false;
  return plan;
}

}  // namespace alphabar
