#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "core/plan/exponential.h"
#include "core/plan/samplers/ddim.h"
#include "core/plan/samplers/page.h"

// DPM-Solvers, order 1 to 3: form x0 is DPM-Solver++, form eps DPM-Solver. eta > 0 is the SDE, at
// eta = 1 the "SDE-DPM-Solver++" of Lu et al. 2022 (DPM-Solver++), section 5, and its form in eps.
// In both order = 1 in form x0 is DDIM with this eta. The step to clean data is x0_hat.

namespace alphabar {
namespace {

std::array<double, Row::history>& outputs(Row& row, SolverForm form) {
  return form == SolverForm::x0 ? row.c_d : row.c_e;
}

/// The step in which the output stays as it is. In form eps it is DDIM's where eps_hat alone says
/// nothing of the data, from a = 0, and where noise would be left in them.
Row first_order_row(const SamplerSpec& sampler, const Level& from, const Level& to) {
  if (sampler.form == SolverForm::eps && (from.a == 0 || to.s == 0)) return ddim_row(from, to, 0);
  Row row = step_row(from, to);
  const Exponential e = exponential(from, to, sampler.form, sampler.eta);
  row.c_x = e.linear;
  row.c_z = e.noise * sampler.noise_scale;
  outputs(row, sampler.form)[0] = e.constant;
  return row;
}

/// How much of the slope D1 a second-order step takes.
double slope_of(const Exponential& e, SolverType type) {
  return type == SolverType::heun ? e.slope() : 0.5 * e.constant;
}

/// Whether lambda is finite at levels[i] and rises to the next: what a slope needs.
bool apart(const std::vector<Level>& levels, std::size_t i) {
  return levels[i].a > 0 && lambda(levels[i + 1]) - lambda(levels[i]) > 1e-12;
}

/// How many outputs the multistep step from levels[i] may use.
std::size_t order_of(const SamplerSpec& sampler, const std::vector<Level>& levels, std::size_t i) {
  const std::size_t steps = levels.size() - 1;
  const bool falls = sampler.lower_order_final && steps < 15;
  if (i + 1 == steps && (levels[i + 1].s == 0 || sampler.euler_at_final || falls)) return 1;
  std::size_t order = std::min(static_cast<std::size_t>(sampler.order), i + 1);
  if (i + 2 == steps && falls) order = std::min<std::size_t>(order, 2);
  std::size_t usable = 1;
  if (!apart(levels, i)) return 1;
  while (usable < order && apart(levels, i - usable)) ++usable;
  return usable;
}

/// At which levels singlestep steps start; the end of the last one counts as a start too.
std::vector<bool> starts_of(const SamplerSpec& sampler, const std::vector<Level>& levels) {
  const std::size_t steps = levels.size() - 1, order = static_cast<std::size_t>(sampler.order);
  std::vector<bool> starts(levels.size(), false);
  starts[0] = starts[steps] = true;
  for (std::size_t i = 0, step = 0; i < steps; ++step) {
    starts[i] = true;
    i += sampler.orders.empty()
             ? order
             : static_cast<std::size_t>(sampler.orders[step % sampler.orders.size()]);
  }
  const bool falls =
      sampler.lower_order_final && sampler.orders.empty() && steps > 0 && steps % order == 0;
  for (std::size_t i = 1; i < steps; ++i)
    if ((falls && i + 1 == steps) || levels[i + 1].s == 0 || !apart(levels, i - 1))
      starts[i] = true;
  return starts;
}

/// Multistep: one evaluation a step, the slope and curvature of the output in lambda = log(a / s)
/// from those of earlier steps (Lu et al. 2022, DPM-Solver++, algorithm 2 and appendix B.3: "2M";
/// "3M" with order 3; DPM-Solver, appendix B). eta is k-diffusion's 2M SDE and 3M SDE too.
/// solver_type is that of second-order steps; in a run of order 3 k-diffusion's is heun.
///
/// The order rises from 1 as outputs come in. The last step is of order 1 where it ends at clean
/// data, with euler_at_final, and with lower_order_final in runs of fewer than 15 steps, whose last
/// but one is then at most of order 2.
Plan dpm_multistep_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels =
      framed_levels(process, sampler, sampler_info(sampler.kind).lowest);
  Plan plan = plan_from(process, levels[0], sampler.frame);
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const Level &from = levels[i], &to = levels[i + 1];
    Row row = first_order_row(sampler, from, to);
    std::array<double, Row::history>& c = outputs(row, sampler.form);
    const Exponential e = exponential(from, to, sampler.form, sampler.eta);
    const std::size_t order = order_of(sampler, levels, i);
    const auto step = [&](std::size_t k) { return lambda(levels[k + 1]) - lambda(levels[k]); };
    if (order == 2) {
      const double r = step(i - 1) / step(i);  // D1 = (m_0 - m_1) / r
      const double slope = slope_of(e, sampler.solver_type);
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

/// Row i of a singlestep step that starts at block[0]: from there to block[i + 1], the model asked
/// at block[i], by a step of order i + 1.
Row singlestep_row(const SamplerSpec& sampler, std::span<const Level> block, std::size_t i) {
  const Level &from = block[0], &to = block[i + 1];
  Row row = first_order_row(sampler, from, to);
  row.a = block[i].a;
  row.s = block[i].s;
  const std::size_t order = i + 1;
  if (order == 1) return row;
  std::array<double, Row::history>& c = outputs(row, sampler.form);
  const Exponential e = exponential(from, to, sampler.form, sampler.eta);
  const auto r = [&](std::size_t k) {  // where block[k] is in the step, 0 to 1
    return (lambda(block[k]) - lambda(from)) / (lambda(to) - lambda(from));
  };
  // d_j = (m_j - m_start) / r_j, newest first; D1 = d_0 in order 2 and by midpoint.
  double of_d0 = order == 2 ? slope_of(e, sampler.solver_type) : e.slope(), of_d1 = 0;
  if (order == 3 && sampler.solver_type == SolverType::heun) {
    // D1 = (r_0 d_1 - r_1 d_0) / (r_0 - r_1), D2 = 2 (d_0 - d_1) / (r_0 - r_1)
    const double width = r(i) - r(i - 1), curvature = 2 * e.curvature();
    of_d0 = (curvature - r(i - 1) * e.slope()) / width;
    of_d1 = (r(i) * e.slope() - curvature) / width;
  }
  const double newest = of_d0 / r(i), middle = order == 3 ? of_d1 / r(i - 1) : 0;
  c[order - 1] = c[0] - newest - middle;
  c[0] = newest;
  if (order == 3) c[1] = middle;
  return row;
}

/// Singlestep: `order` evaluations a step, the first at its start and the others at levels in
/// between, each reached from the start by a step of the order before it (Lu et al. 2022,
/// DPM-Solver, algorithms 1 and 2; DPM-Solver++, algorithm 1). The levels in between are those of
/// the grid, as in diffusers' DPMSolverSinglestepScheduler, so grid.steps is the number of
/// evaluations; on one that is even in lambda (spacing exponential) they are the papers' r = 1/2,
/// 1/3 and 2/3. solver_type: midpoint uses the output at the last of them for the slope alone, heun
/// in order 3 the curvature too.
///
/// What is left over where `order` does not divide the steps is one step of a lower order. With
/// lower_order_final a run that it divides ends in a step of order - 1 and one of order 1. With
/// `orders` the steps are of those in turn, as of a list that somebody gives. A step is of order 1
/// at clean data, at a = 0, and from two levels that are the same.
Plan dpm_singlestep_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels =
      framed_levels(process, sampler, sampler_info(sampler.kind).lowest);
  Plan plan = plan_from(process, levels[0], sampler.frame);
  const std::size_t steps = levels.size() - 1;
  const std::vector<bool> starts = starts_of(sampler, levels);
  std::size_t start = 0;  // of the step that row i belongs to; x stays there until its last row
  for (std::size_t i = 0; i < steps; ++i) {
    if (starts[i]) start = i;
    Row row = singlestep_row(sampler, std::span(levels).subspan(start), i - start);
    row.commit = starts[i + 1];
    if (!row.commit) row.report = trial_report(sampler);
    plan.rows.push_back(row);
  }
  return plan;
}

/// A step of DPM-Solver-fast: with `order` evaluations, never below `end`.
struct FastStep {
  const Level &from, &to, &end;
  std::size_t order;
};

/// In eps, asked at even distances in lambda, the last part of it taken back up by noise where
/// eta > 0.
void add_fast_step(Plan& plan, const Process& process, const SamplerSpec& sampler,
                   const FastStep& step) {
  const auto& [from, to, end, order] = step;
  Level down = descent(from, to, sampler.eta).down;
  down.s = std::max(down.s, down.a * end.sigma());
  std::vector<Level> block{from};
  for (std::size_t k = 1; k < order; ++k) {
    const double part = static_cast<double>(k) / static_cast<double>(order);
    const double sigma = from.sigma() * std::pow(down.sigma() / from.sigma(), part);
    block.push_back(in_frame(process.at_sigma(sigma), sampler.frame));
  }
  block.push_back(down);
  SamplerSpec flow = sampler;
  flow.eta = 0;
  flow.form = SolverForm::eps;
  for (std::size_t i = 0; i < order; ++i) {
    const bool last = i + 1 == order;
    flow.solver_type = last ? SolverType::midpoint : SolverType::heun;
    Row row = singlestep_row(flow, block, i);
    row.commit = last;
    if (last) {
      row.to = to;
      row.c_z = sampler.noise_scale * std::sqrt(std::max(0.0, to.s * to.s - down.s * down.s));
      row.draw = sampler.eta > 0;
    } else {
      row.report = trial_report(sampler);
    }
    plan.rows.push_back(row);
  }
}

/// DPM-Solver-fast (Lu et al. 2022, DPM-Solver, section 3.3 and appendix D; k-diffusion's
/// sample_dpm_fast): steps of order 3, even in lambda from the first to the last noisy level of the
/// grid, and of lower order at the end, so that the evaluations are as many as the grid's steps.
/// eta as in euler_ancestral. A step from a = 0 and one to clean data are DDIM's.
Plan dpm_fast_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels = framed_levels(process, sampler);
  Plan plan = plan_from(process, levels[0], sampler.frame);
  std::size_t begin = 0, end = levels.size() - 1;
  if (levels[0].a == 0) {
    plan.rows.push_back(ddim_row(levels[0], levels[1], 0));
    begin = 1;
  }
  if (levels[end].s == 0 && end > begin) --end;
  const Level &first = levels[begin], &last = levels[end];
  const std::size_t evaluations = end - begin;
  if (evaluations > 0 && lambda(last) - lambda(first) > 1e-12) {
    const std::size_t steps = evaluations / 3 + 1, rest = evaluations % 3;
    Level from = first;
    for (std::size_t i = 0; i < steps; ++i) {
      const bool final = i + 1 == steps;
      std::size_t order = 3;
      if (final) order = rest > 0 ? rest : 1;
      if (i + 2 == steps && rest == 0) order = 2;
      const double part = static_cast<double>(i + 1) / static_cast<double>(steps);
      const double sigma = first.sigma() * std::pow(last.sigma() / first.sigma(), part);
      const Level to = final ? last : in_frame(process.at_sigma(sigma), sampler.frame);
      add_fast_step(plan, process, sampler, {from, to, last, order});
      from = to;
    }
  }
  if (end + 1 < levels.size()) plan.rows.push_back(ddim_row(last, levels.back(), 0));
  return plan;
}

}  // namespace

constinit const SamplerInfo dpm_fast_sampler{
    .kind = SamplerKind::dpm_fast,
    .name = "dpm_fast",
    .title = "DPM-Solver-fast",
    .formula =
        "x'/a' = x/a - sigma_down (e^h - 1) eps_hat(x) - sigma_down [(e^h - 1) / h - 1] "
        "[eps_hat(y) - eps_hat(x)] / r_2 + sigma_up z",
    .source = "Lu et al. 2022 (DPM-Solver), section 3.3; k-diffusion, sample_dpm_fast",
    .options = {&SamplerSpec::eta, &SamplerSpec::noise_scale, &SamplerSpec::report_trials,
                &SamplerSpec::frame},
    .build = dpm_fast_plan,
};

constinit const SamplerInfo dpm_singlestep_sampler{
    .kind = SamplerKind::dpm_singlestep,
    .name = "dpm_singlestep",
    .title = "DPM-Solver++ singlestep 2S, 3S",
    .formula = "x' = s' x / s + a' (1 - e^-h) [(1 - 1 / (2 r)) x0_hat(x) + 1 / (2 r) x0_hat(y)]",
    .source = "Lu et al. 2022 (DPM-Solver), algorithms 1 and 2; (DPM-Solver++), algorithm 1",
    .options = {&SamplerSpec::eta, &SamplerSpec::order, &SamplerSpec::form,
                &SamplerSpec::solver_type, &SamplerSpec::lower_order_final, &SamplerSpec::orders,
                &SamplerSpec::noise_scale, &SamplerSpec::report_trials, &SamplerSpec::frame},
    .lowest = LowestPoint::dropped,
    .build = dpm_singlestep_plan,
};

constinit const SamplerInfo dpmpp_2m_sampler{
    .kind = SamplerKind::dpmpp_2m,
    .name = "dpmpp_2m",
    .title = "DPM-Solver++ multistep 2M, 3M",
    .formula = "x' = s' x / s + a' (1 - e^-h) [(1 + 1 / (2 r)) x0_hat - 1 / (2 r) x0_hat_before]",
    .source = "Lu et al. 2022 (DPM-Solver++), algorithm 2",
    .options = {&SamplerSpec::eta, &SamplerSpec::order, &SamplerSpec::form,
                &SamplerSpec::solver_type, &SamplerSpec::lower_order_final,
                &SamplerSpec::euler_at_final, &SamplerSpec::noise_scale, &SamplerSpec::frame},
    .lowest = LowestPoint::dropped,
    .build = dpm_multistep_plan,
};

}  // namespace alphabar
