#include <algorithm>
#include <array>
#include <cmath>

#include "core/plan/exponential.h"
#include "core/plan/quadrature.h"
#include "core/plan/samplers/ddim.h"
#include "core/plan/samplers/page.h"

namespace alphabar {
namespace {

/// The step from levels[i] to levels[i + 1] of a run, with this much noise.
struct Step {
  const std::vector<Level>& levels;
  std::size_t i;
  double eta;  ///< tau^2

  Exponential exponential(SolverForm form) const {
    return alphabar::exponential(levels[i], levels[i + 1], form, eta);
  }
  /// Where levels[k] is in the step: 0 at its start, 1 at its end.
  double node(std::size_t k) const {
    return (lambda(levels[k]) - lambda(levels[i])) / (lambda(levels[i + 1]) - lambda(levels[i]));
  }
};

/// The shares of the outputs at levels[newest], levels[newest - 1] ... in a step, by the polynomial
/// through them in lambda (Xue et al. 2023, eq. 14 and 17). In form x0 the slope of order 2 has
/// h^2 / 2 for its weight, as in UniPC with B(h) = h (appendix D; the difference is of order h^3).
Weights shares_of(const Step& step, SolverForm form, std::size_t newest, std::size_t order) {
  const Exponential e = step.exponential(form);
  if (order == 1) return Weights{{e.constant}};
  Weights nodes(order), moments(order);
  for (std::size_t j = 0; j < order; ++j) {
    nodes[j] = step.node(newest - j);
    moments[j] = j == 0 ? e.constant : e.moment(static_cast<int>(j));
  }
  if (order == 2 && form == SolverForm::x0) moments[1] = -e.base * e.h / 2;
  return quadrature_weights(nodes, moments);
}

/// Whether lambda is finite at levels[i] and rises to the next.
bool apart(const std::vector<Level>& levels, std::size_t i) {
  return levels[i].a > 0 && lambda(levels[i + 1]) - lambda(levels[i]) > 1e-12;
}

/// How many outputs from levels[i] down the history the prediction may use.
std::size_t order_of(const SamplerSpec& sampler, const std::vector<Level>& levels, std::size_t i) {
  std::size_t order = std::min(static_cast<std::size_t>(sampler.order), i + 1);
  if (sampler.lower_order_final) order = std::min(order, levels.size() - 1 - i);
  if (!apart(levels, i)) return 1;
  std::size_t usable = 1;
  while (usable < order && apart(levels, i - usable)) ++usable;
  return usable;
}

/// The same of the correction of the state at levels[i + 1], whose own output is one of them; 0:
/// not corrected.
std::size_t correction_of(const SamplerSpec& sampler, const std::vector<Level>& levels,
                          std::size_t i) {
  std::size_t order = std::min(static_cast<std::size_t>(sampler.corrector_order), i + 2);
  if (sampler.lower_order_final) order = std::min(order, levels.size() - i);
  if (order == 0 || !apart(levels, i)) return 0;
  std::size_t usable = std::min<std::size_t>(order, 2);
  while (usable < order && apart(levels, i + 1 - usable)) ++usable;
  return usable;
}

/// tau^2 of a step from `level`.
double eta_at(const SamplerSpec& sampler, const Level& level) {
  const bool noisy =
      level.sigma() >= sampler.noise_sigma_min && level.sigma() <= sampler.noise_sigma_max;
  return noisy ? sampler.eta : 0;
}

/// SA-Solver (Xue et al. 2023, algorithm 1): stochastic Adams steps for the SDE with eta = tau^2,
/// an Adams-Bashforth prediction of `order` outputs and an Adams-Moulton correction of
/// `corrector_order` with the output at the predicted point. Both are linear in the same state and
/// the same draw with the same coefficients, so the correction adds to the predicted state the
/// difference of their shares of the outputs alone.
///
/// The states reported are the predicted ones, as in diffusers. The order rises from 1 as outputs
/// come in, and falls back at the end with lower_order_final; a step to clean data is of order 1.
/// Throws BadRequest where alpha_bar is 0 at the start.
Plan sa_solver_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels =
      framed_levels(process, sampler, sampler_info(sampler.kind).lowest);
  if (levels[0].a == 0)
    throw BadRequest("sampler", "kind", "sa_solver", "a process with alpha_bar > 0",
                     "turn off zero terminal SNR, or choose dpmpp_2m");
  Plan plan = plan_from(process, levels[0], sampler.frame);
  const auto outputs = [&](Row& row) -> std::array<double, Row::history>& {
    return sampler.form == SolverForm::x0 ? row.c_d : row.c_e;
  };
  Weights predicted;
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const std::size_t correction = i > 0 ? correction_of(sampler, levels, i - 1) : 0;
    if (correction > 0) {
      const Step before{levels, i - 1, eta_at(sampler, levels[i - 1])};
      Row row = step_row(levels[i], levels[i]);
      const Weights corrected = shares_of(before, sampler.form, i, correction);
      for (Eigen::Index j = 0; j < corrected.size(); ++j) outputs(row)[j] += corrected[j];
      for (Eigen::Index j = 0; j < predicted.size(); ++j) outputs(row)[j + 1] -= predicted[j];
      row.report = Report::none;
      plan.rows.push_back(row);
    }
    Row row = ddim_row(levels[i], levels[i + 1], 0);
    if (levels[i + 1].s > 0) {
      const Step step{levels, i, eta_at(sampler, levels[i])};
      const Exponential e = step.exponential(sampler.form);
      row = step_row(levels[i], levels[i + 1]);
      row.c_x = e.linear;
      row.c_z = e.noise * sampler.noise_scale;
      row.draw = sampler.eta > 0;
      predicted = shares_of(step, sampler.form, i, order_of(sampler, levels, i));
      std::ranges::copy(predicted, outputs(row).begin());
    }
    row.evaluate = correction == 0;  // not asked again at the corrected state
    plan.rows.push_back(row);
  }
  return plan;
}

}  // namespace

/// corrects with the new output, then predicts, both with the same noise
constinit const SamplerInfo sa_solver_sampler{
    .kind = SamplerKind::sa_solver,
    .name = "sa_solver",
    .title = "SA-Solver",
    .formula = "x' = e^(-eta h) s' x / s + sum_j w_j x0_hat_j + s' sqrt(1 - e^(-2 eta h)) z",
    .source = "Xue et al. 2023, algorithm 1, eq. 14 and 17",
    .options = {&SamplerSpec::eta, &SamplerSpec::noise_sigma_min, &SamplerSpec::noise_sigma_max,
                &SamplerSpec::order, &SamplerSpec::corrector_order, &SamplerSpec::form,
                &SamplerSpec::lower_order_final, &SamplerSpec::noise_scale, &SamplerSpec::frame},
    .stochastic = true,
    .lowest = LowestPoint::dropped,
    .build = sa_solver_plan,
};

}  // namespace alphabar
