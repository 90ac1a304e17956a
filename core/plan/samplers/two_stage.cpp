#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/check.h"
#include "core/plan/churn.h"
#include "core/plan/exponential.h"
#include "core/plan/samplers/ddim.h"
#include "core/plan/samplers/page.h"
#include "core/process/levels/grid.h"

// Two evaluations a step. The last step, to clean data, is Euler's; so is a first one from a = 0,
// where sigma is infinite. The middle of the geometric rules is at sqrt(sigma sigma').

namespace alphabar {
namespace {

/// The second row of a two-stage step from `from` to `to`: the first stage went by Euler to
/// `middle` and its output is the older of the two. With H = s_to - s_from a_to / a_from the whole
/// change,
///     y = (a_to / a_from) x + H [(1 - share) E_from + share E_middle],
/// written in x and x0_hat: E_from = (x - a D) / s there, E_middle = (y_middle - a D) / s likewise,
/// y_middle = (s_middle / s_from) x + (a_middle - a_from s_middle / s_from) D_from. c_x comes out
/// as s_to / s_from, which never grows x.
Row slope_row(const Level& from, const Level& middle, const Level& to, double share) {
  Row row = step_row(from, to);
  row.a = middle.a;
  row.s = middle.s;
  const double change = to.s - from.s * to.a / from.a;
  row.c_x = to.s / from.s;
  row.c_d[0] = -change * share * middle.a / middle.s;
  row.c_d[1] =
      change * ((1 - share) * -from.a / from.s + share * (middle.a / middle.s - from.a / from.s));
  return row;
}

/// The first row of a step: to the point of the second evaluation, x left where it is.
Row first_row(const Level& from, const Level& middle, double eta, Report report) {
  Row row = ddim_row(from, middle, eta);
  row.draw = false;
  row.commit = false;
  row.report = report;
  return row;
}

/// Whether noise is added before each step, as the sampler's churn says.
enum class Churn { none, as_given };

/// Runs `add(plan, from, to)` for each step but those of one stage.
template <class AddStep>
Plan two_stage_plan(const Process& process, const SamplerSpec& sampler, double eta,
                    Churn before_steps, AddStep add) {
  const std::vector<Level> levels = framed_levels(process, sampler);
  Plan plan = plan_from(process, levels[0], sampler.frame);
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const Level& to = levels[i + 1];
    const Level from = before_steps == Churn::as_given
                           ? churn(plan, process, sampler, levels[i], levels.size() - 1)
                           : levels[i];
    if (to.s == 0 || from.a == 0) {
      Row row = ddim_row(from, to, eta);
      row.c_z *= sampler.noise_scale;
      row.draw = false;
      plan.rows.push_back(row);
    } else {
      add(plan, from, to);
    }
  }
  return plan;
}

enum class MiddleStage { without_noise, with_noise };

/// The second stage of a step in x0_hat: the linear part exactly, and x0_hat by the line through
/// its values at the start and at r of the way, as DPM-Solver++(2S) does, which at r = 1/2 takes
/// x0_hat of the middle alone.
Plan data_middle_plan(const Process& process, const SamplerSpec& sampler, MiddleStage stage) {
  const bool noisy_middle = stage == MiddleStage::with_noise;
  const double eta = sampler.eta, r = sampler.middle;
  return two_stage_plan(
      process, sampler, eta, Churn::none, [&](Plan& plan, const Level& from, const Level& to) {
        const Descent d = descent(from, to, eta);
        const Level middle =
            level_between(process, sampler.frame, from, noisy_middle ? to : d.down, r);
        Row first = first_row(from, middle, noisy_middle ? eta : 0, Report::none);
        first.c_z *= sampler.noise_scale;
        plan.rows.push_back(first);
        const Exponential e = exponential(from, d.down, SolverForm::x0);
        Row row = step_row(from, to);
        row.a = middle.a;
        row.s = middle.s;
        row.c_x = e.linear;
        row.c_d[0] = e.constant / 2 / r;
        row.c_d[1] = e.constant - row.c_d[0];
        row.c_z = d.up * sampler.noise_scale;
        plan.rows.push_back(row);
      });
}

/// A step of Heun from `from` to `to`, where neither is an end.
void add_heun_step(Plan& plan, const Level& from, const Level& to, Report trial) {
  plan.rows.push_back(first_row(from, to, 0, trial));
  plan.rows.push_back(slope_row(from, to, to, 0.5));
}

/// Heun: the mean of the slopes eps_hat of x / a against sigma at both ends (Karras et al. 2022,
/// algorithm 2), with churn. With report_trials the Euler points are rows of their own, as in
/// diffusers' HeunDiscreteScheduler.
Plan heun_plan(const Process& process, const SamplerSpec& sampler) {
  return two_stage_plan(process, sampler, 0, Churn::as_given,
                        [&](Plan& plan, const Level& from, const Level& to) {
                          add_heun_step(plan, from, to, trial_report(sampler));
                        });
}

/// From `low` up to `high` by noise, then down again in Heun steps, so many times.
void add_restarts(Plan& plan, const Process& process, const SamplerSpec& sampler,
                  const Level& low) {
  const RestartSpec& r = sampler.restart;
  const auto at = [&](int k) {  // Karras et al. 2022, eq. 5
    constexpr double rho = 7;
    const double top = std::pow(r.sigma_high, 1 / rho), bottom = std::pow(low.sigma(), 1 / rho);
    const double sigma = std::pow(top + (bottom - top) * k / r.steps, rho);
    return k == r.steps ? low : in_frame(process.at_sigma(sigma), sampler.frame);
  };
  for (int time = 0; time < r.times; ++time) {
    const Level high = at(0);
    const Transition up = transition(high, low);
    Row row = step_row(low, high);
    row.evaluate = false;
    row.draw = true;
    row.report = Report::none;
    row.c_x = up.a;
    row.c_z = up.s * sampler.noise_scale;
    plan.rows.push_back(row);
    for (int k = 0; k < r.steps; ++k) add_heun_step(plan, at(k), at(k + 1), trial_report(sampler));
  }
}

/// Heun's steps, and at the level below sigma_high that is nearest to sigma_low K times back up to
/// sigma_high by noise and down again (Xu et al. 2023, algorithm 1, with one interval); a run with
/// no such level, but the first and clean data, is Heun's. Throws BadRequest for an interval that
/// is none, and for more steps than a grid may have.
Plan restart_plan(const Process& process, const SamplerSpec& sampler) {
  const RestartSpec& r = sampler.restart;
  constexpr int most_steps = 100000;  // as of a grid
  if (r.times > 0 && r.times > most_steps / r.steps)
    throw BadRequest("sampler", "restart.times", std::to_string(r.times),
                     "at most " + std::to_string(most_steps / r.steps) + " with " +
                         std::to_string(r.steps) + " steps each");
  if (r.times > 0 && !(r.sigma_low < r.sigma_high))
    throw BadRequest("sampler", "restart.sigma_low", to_text(r.sigma_low),
                     "below sigma_high = " + to_text(r.sigma_high));
  const std::vector<Level> levels = framed_levels(process, sampler);
  std::size_t turn = 0;  // 0: nowhere
  for (std::size_t i = 1; i < levels.size() && r.times > 0; ++i)
    if (levels[i].s > 0 && levels[i].sigma() < r.sigma_high &&
        (turn == 0 ||
         std::abs(levels[i].sigma() - r.sigma_low) < std::abs(levels[turn].sigma() - r.sigma_low)))
      turn = i;
  Plan plan = plan_from(process, levels[0], sampler.frame);
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const Level &from = levels[i], &to = levels[i + 1];
    if (to.s == 0 || from.a == 0)
      plan.rows.push_back(ddim_row(from, to, 0));
    else
      add_heun_step(plan, from, to, trial_report(sampler));
    if (i + 1 == turn) add_restarts(plan, process, sampler, to);
  }
  return plan;
}

/// The trapezoidal rule for dx = x0_hat da + eps_hat ds, the probability flow of any process along
/// its own a and s; on flow matching dx = (eps_hat - x0_hat) dt (Lipman et al. 2023, eq. 1),
/// diffusers' FlowMatchHeunDiscreteScheduler. Defined from a = 0 on.
Plan heun_flow_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels = run_levels(process, sampler.grid);
  Plan plan = plan_from(process, levels[0]);
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const Level &from = levels[i], &to = levels[i + 1];
    if (to.s == 0) {
      plan.rows.push_back(ddim_row(from, to, 0));
      continue;
    }
    plan.rows.push_back(first_row(from, to, 0, trial_report(sampler)));
    Row row = step_row(from, to);
    row.a = to.a;
    row.s = to.s;
    row.c_d[0] = row.c_d[1] = (to.a - from.a) / 2;
    row.c_e[0] = row.c_e[1] = (to.s - from.s) / 2;
    plan.rows.push_back(row);
  }
  return plan;
}

/// The midpoint rule in sigma (k-diffusion sample_dpm_2, with churn; DPM-Solver-2 of Lu et al.
/// 2022, algorithm 1, in its sigma form).
Plan dpm2_plan(const Process& process, const SamplerSpec& sampler) {
  return two_stage_plan(process, sampler, 0, Churn::as_given,
                        [&](Plan& plan, const Level& from, const Level& to) {
                          const Level middle = level_between(process, sampler.frame, from, to, 0.5);
                          plan.rows.push_back(first_row(from, middle, 0, trial_report(sampler)));
                          plan.rows.push_back(slope_row(from, middle, to, 1));
                        });
}

/// The midpoint rule down to sigma_down, then noise of sigma_up (k-diffusion
/// sample_dpm_2_ancestral); both as in ddim_sigma.
Plan dpm2_ancestral_plan(const Process& process, const SamplerSpec& sampler) {
  return two_stage_plan(process, sampler, sampler.eta, Churn::none,
                        [&](Plan& plan, const Level& from, const Level& to) {
                          const Descent d = descent(from, to, sampler.eta);
                          const Level middle =
                              level_between(process, sampler.frame, from, d.down, 0.5);
                          plan.rows.push_back(first_row(from, middle, 0, trial_report(sampler)));
                          Row row = slope_row(from, middle, d.down, 1);
                          row.to = to;
                          row.c_z = d.up * sampler.noise_scale;
                          plan.rows.push_back(row);
                        });
}

/// DPM-Solver++(2S) (Lu et al. 2022, DPM-Solver++, algorithm 1) down to sigma_down, then noise of
/// sigma_up (k-diffusion sample_dpmpp_2s_ancestral, r = 1/2).
Plan dpmpp_2s_ancestral_plan(const Process& process, const SamplerSpec& sampler) {
  return data_middle_plan(process, sampler, MiddleStage::without_noise);
}

/// The same with noise at the middle too (k-diffusion sample_dpmpp_sde): two draws a step.
Plan dpmpp_sde_plan(const Process& process, const SamplerSpec& sampler) {
  return data_middle_plan(process, sampler, MiddleStage::with_noise);
}

}  // namespace

constinit const SamplerInfo heun_sampler{
    .kind = SamplerKind::heun,
    .name = "heun",
    .title = "Heun",
    .formula = "x'/a' = x/a + (sigma' - sigma) [eps_hat(x, sigma) + eps_hat(y, sigma')] / 2",
    .source = "Karras et al. 2022, algorithm 2",
    .options = {&SamplerSpec::churn, &SamplerSpec::noise_scale, &SamplerSpec::report_trials,
                &SamplerSpec::frame},
    .build = heun_plan,
};

constinit const SamplerInfo restart_sampler{
    .kind = SamplerKind::restart,
    .name = "restart",
    .title = "Restart",
    .formula = "x'/a' = x/a + (sigma' - sigma) [eps_hat(x, sigma) + eps_hat(y, sigma')] / 2",
    .source = "Xu et al. 2023 (Restart sampling), algorithm 1",
    .options = {&SamplerSpec::restart, &SamplerSpec::noise_scale, &SamplerSpec::report_trials,
                &SamplerSpec::frame},
    .stochastic = true,
    .build = restart_plan,
};

constinit const SamplerInfo heun_flow_sampler{
    .kind = SamplerKind::heun_flow,
    .name = "heun_flow",
    .title = "Heun in time (flow matching)",
    .formula = "x' = x + (t' - t) [v(x, t) + v(y, t')] / 2, v = eps_hat - x0_hat",
    .source = "the trapezoidal rule on the flow of Lipman et al. 2023, eq. 1",
    .options = {&SamplerSpec::report_trials},
    .build = heun_flow_plan,
};

constinit const SamplerInfo dpm2_sampler{
    .kind = SamplerKind::dpm2,
    .name = "dpm2",
    .title = "DPM-Solver-2",
    .formula = "x'/a' = x/a + (sigma' - sigma) eps_hat(y, sqrt(sigma sigma'))",
    .source = "Lu et al. 2022 (DPM-Solver), algorithm 1",
    .options = {&SamplerSpec::churn, &SamplerSpec::noise_scale, &SamplerSpec::report_trials,
                &SamplerSpec::frame},
    .build = dpm2_plan,
};

constinit const SamplerInfo dpm2_ancestral_sampler{
    .kind = SamplerKind::dpm2_ancestral,
    .name = "dpm2_ancestral",
    .title = "DPM-Solver-2 ancestral",
    .formula = "x'/a' = x/a + (sigma_down - sigma) eps_hat(y, sqrt(sigma sigma_down)) + sigma_up z",
    .source = "k-diffusion, sample_dpm_2_ancestral",
    .options = {&SamplerSpec::eta, &SamplerSpec::noise_scale, &SamplerSpec::report_trials,
                &SamplerSpec::frame},
    .stochastic = true,
    .build = dpm2_ancestral_plan,
};

constinit const SamplerInfo dpmpp_2s_ancestral_sampler{
    .kind = SamplerKind::dpmpp_2s_ancestral,
    .name = "dpmpp_2s_ancestral",
    .title = "DPM-Solver++(2S) ancestral",
    .formula =
        "x' = s_down x / s + a' (1 - e^-h) [(1 - 1 / (2 r)) x0_hat(x) + 1 / (2 r) x0_hat(y)] + "
        "s_up z",
    .source = "Lu et al. 2022 (DPM-Solver++), algorithm 1; k-diffusion, sample_dpmpp_2s_ancestral",
    .options = {&SamplerSpec::eta, &SamplerSpec::middle, &SamplerSpec::noise_scale,
                &SamplerSpec::frame},
    .stochastic = true,
    .build = dpmpp_2s_ancestral_plan,
};

/// 2S with noise at the middle too
constinit const SamplerInfo dpmpp_sde_sampler{
    .kind = SamplerKind::dpmpp_sde,
    .name = "dpmpp_sde",
    .title = "DPM-Solver++ SDE",
    .formula =
        "x' = s_down x / s + a' (1 - e^-h) [(1 - 1 / (2 r)) x0_hat(x) + 1 / (2 r) x0_hat(y)] + "
        "s_up z",
    .source = "k-diffusion, sample_dpmpp_sde",
    .options = {&SamplerSpec::eta, &SamplerSpec::middle, &SamplerSpec::noise_scale,
                &SamplerSpec::frame},
    .stochastic = true,
    .build = dpmpp_sde_plan,
};

}  // namespace alphabar
