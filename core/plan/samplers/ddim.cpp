#include "core/plan/samplers/ddim.h"

#include <algorithm>
#include <cmath>

#include "core/plan/churn.h"
#include "core/plan/samplers/page.h"
#include "core/process/levels/grid.h"

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

Descent descent(const Level& from, const Level& to, double eta) {
  const double up = ddim_sigma(from, to, eta);
  return {{to.t, to.a, std::sqrt(std::max(0.0, to.s * to.s - up * up))}, up};
}

Row ddim_row(const Level& from, const Level& to, double eta) {
  Row row = step_row(from, to);
  const Descent d = descent(from, to, eta);
  row.c_z = d.up;
  row.draw = eta > 0;
  set_shares(row, to.a, d.down.s);
  return row;
}

namespace {

/// DDIM on the levels of a grid; draws on every step where eta > 0, also on the last.
Plan ddim_plan(const Process& process, const SamplerSpec& sampler) {
  return ddim_on_grid(process, sampler, sampler.eta);
}

/// DDIM run upwards, from data to noise (Song, Meng, Ermon 2021, section 4.3). The model is asked
/// at the level that a step goes to, as diffusers' DDIMInverseScheduler does. With round_trip the
/// codes are then taken back by DDIM: the last state against the first is the error of the
/// inversion. With stride_targets a step comes from T // n below its end, as in that scheduler.
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

/// DDIM with the largest sigma there is, sigma^2 = s_to^2: eps_hat falls away and x0_hat is noised
/// afresh at every step. Also multistep sampling of consistency models (Luo et al. 2023, LCM,
/// algorithm 3) and diffusers' stochastic flow matching.
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

/// Strategic stochastic sampling of trajectory consistency models (Zheng et al. 2024, TCD,
/// algorithm 4; eta is its gamma): DDIM below the level that a step goes to, to the time (1 - eta)
/// t', then noise up to it. On a discrete process the time is diffusers' timestep t' - 1, rounded
/// down. 0: DDIM itself; 1: fresh noise each step. Nothing is drawn on the last step.
Plan tcd_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels = run_levels(process, sampler.grid);
  Plan plan = plan_from(process, levels[0]);
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const Level &from = levels[i], &to = levels[i + 1];
    const bool noisy = sampler.eta > 0 && to.s > 0 && i + 2 < levels.size();
    Level below = to;
    if (noisy) {
      const double t = (1 - sampler.eta) * (process.discrete() ? to.t - 1 : to.t);
      below = process.at(process.discrete() ? std::floor(t) + 1 : t);
    }
    Row row = step_row(from, to);
    const Transition up = transition(to, below);
    set_shares(row, to.a, up.a * below.s);
    row.c_z = up.s;
    row.draw = noisy;
    plan.rows.push_back(row);
  }
  return plan;
}

/// Euler's method for the probability flow in sigma (Karras et al. 2022, algorithm 2 without the
/// correction): x + (sigma' - sigma) eps_hat where a = 1. The very rows of DDIM with eta = 0, and
/// churn before them where the sampler asks for it.
Plan euler_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels = framed_levels(process, sampler);
  Plan plan = plan_from(process, levels[0], sampler.frame);
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const Level from = churn(plan, process, sampler, levels[i], levels.size() - 1);
    plan.rows.push_back(ddim_row(from, levels[i + 1], 0));
  }
  return plan;
}

/// Euler to sigma_down, then noise of sigma_up (k-diffusion sample_euler_ancestral). The very rows
/// of DDIM with its eta, save that nothing is drawn on the last.
Plan euler_ancestral_plan(const Process& process, const SamplerSpec& sampler) {
  Plan plan = ddim_on_grid(process, sampler, sampler.eta);
  for (Row& row : plan.rows) row.c_z *= sampler.noise_scale;
  plan.rows.back().draw = false;
  return plan;
}

}  // namespace

constinit const SamplerInfo ddim_sampler{
    .kind = SamplerKind::ddim,
    .name = "ddim",
    .title = "DDIM",
    .formula = "x' = sqrt(ab') x0_hat + sqrt(1 - ab' - sigma_t^2) eps_hat + sigma_t z",
    .formula_else = "x' = a' x0_hat + sqrt(s'^2 - sigma_t^2) eps_hat + sigma_t z",
    .source = "Song, Meng, Ermon 2021, eq. 12 and 16",
    .options = {&SamplerSpec::eta},
    .build = ddim_plan,
};

constinit const SamplerInfo ddim_inverse_sampler{
    .kind = SamplerKind::ddim_inverse,
    .name = "ddim_inverse",
    .title = "DDIM inversion",
    .formula = "x' = sqrt(ab'/ab) x + [sqrt(1 - ab') - sqrt(ab'/ab) sqrt(1 - ab)] eps_hat(x, t')",
    .formula_else = "x' = a' x / a + [s' - a' s / a] eps_hat(x, t')",
    .source = "Song, Meng, Ermon 2021, section 4.3",
    .options = {&SamplerSpec::round_trip},
    .build = ddim_inverse_plan,
};

constinit const SamplerInfo renoise_sampler{
    .kind = SamplerKind::renoise,
    .name = "renoise",
    .title = "Fresh noise each step",
    .formula = "x' = sqrt(ab') x0_hat + sqrt(1 - ab') z",
    .formula_else = "x' = a' x0_hat + s' z",
    .source =
        "Song, Meng, Ermon 2021, eq. 12 with \u03C3\u00B2 = 1 \u2212 \u1FB1'; Luo et al. 2023 "
        "(LCM), "
        "algorithm 3",
    .options = {&SamplerSpec::boundary},
    .stochastic = true,
    .build = renoise_plan,
};

constinit const SamplerInfo tcd_sampler{
    .kind = SamplerKind::tcd,
    .name = "tcd",
    .title = "TCD",
    .formula = "x' = a' / a_down [a_down x0_hat + s_down eps_hat] + s_up z",
    .source = "Zheng et al. 2024 (TCD), algorithm 4; diffusers, TCDScheduler",
    .options = {&SamplerSpec::eta},
    .stochastic = true,
    .build = tcd_plan,
};

constinit const SamplerInfo euler_sampler{
    .kind = SamplerKind::euler,
    .name = "euler",
    .title = "Euler",
    .formula = "x'/a' = x/a + (sigma' - sigma) eps_hat",
    .source = "Karras et al. 2022, algorithm 2",
    .options = {&SamplerSpec::churn, &SamplerSpec::noise_scale, &SamplerSpec::frame},
    .build = euler_plan,
};

constinit const SamplerInfo euler_ancestral_sampler{
    .kind = SamplerKind::euler_ancestral,
    .name = "euler_ancestral",
    .title = "Euler ancestral",
    .formula = "x'/a' = x/a + (sigma_down - sigma) eps_hat + sigma_up z",
    .source = "k-diffusion, sample_euler_ancestral",
    .options = {&SamplerSpec::eta, &SamplerSpec::noise_scale, &SamplerSpec::frame},
    .stochastic = true,
    .build = euler_ancestral_plan,
};

}  // namespace alphabar
