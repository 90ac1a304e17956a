#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/error.h"
#include "core/plan/exponential.h"
#include "core/plan/quadrature.h"
#include "core/plan/samplers/page.h"

namespace alphabar {
namespace {

/// A step from levels[from] to levels[from + 1]; the corrector has the output at the latter too.
struct Update {
  enum class Kind { predictor, corrector } kind;
  std::size_t from, order;
};

/// Adds an update to a row: the outputs at levels[i], levels[i - 1] ... are at `offset` on; the
/// corrector's new output, at levels[i + 1], is at 0.
void add_update(Row& row, const SamplerSpec& sampler, const std::vector<Level>& levels,
                const Update& update) {
  const auto [kind, i, order] = update;
  const bool corrector = kind == Update::Kind::corrector;
  std::array<double, Row::history>& c = sampler.form == SolverForm::x0 ? row.c_d : row.c_e;
  const std::size_t offset = corrector ? 1 : 0;
  const Exponential e = exponential(levels[i], levels[i + 1], sampler.form);
  row.c_x = e.linear;
  c[offset] += e.constant;
  if (levels[i + 1].s == 0) return;

  const double phi_1 = std::expm1(e.h);
  const double b_of_h = sampler.unipc_b == UniPcB::bh1 ? e.h : phi_1;
  const double step = lambda(levels[i + 1]) - lambda(levels[i]);
  // The nodes r_j of D1_j, and the moments b_k that their weights rho_j are to have.
  const std::size_t unknowns = corrector ? order : order - 1;
  Weights r = Weights::Ones(unknowns), b(unknowns);
  for (std::size_t j = 1; j < order; ++j)
    r[j - 1] = (lambda(levels[i - j]) - lambda(levels[i])) / step;
  double phi = phi_1 / e.h - 1, factorial = 1;
  for (std::size_t k = 0; k < unknowns; ++k) {
    b[k] = phi * factorial / b_of_h;
    factorial *= static_cast<double>(k) + 2;
    phi = phi / e.h - 1 / factorial;
  }
  Weights rho = Weights::Constant(unknowns, 0.5);  // for one D1 the published choice
  if (order > (corrector ? 1U : 2U)) rho = quadrature_weights(r, b);
  for (std::size_t j = 0; j < unknowns; ++j) {
    const bool newest = corrector && j + 1 == unknowns;
    // D1 = (output - output at levels[i]) / r
    const double share = -e.base * b_of_h * rho[j] / r[j];
    c[newest ? 0 : offset + j + 1] += share;
    c[offset] -= share;
  }
}

/// How many outputs the prediction from levels[i] may use: all of them at different lambda.
std::size_t order_of(const SamplerSpec& sampler, const std::vector<Level>& levels, std::size_t i) {
  const std::size_t steps = levels.size() - 1;
  std::size_t order = std::min(static_cast<std::size_t>(sampler.order), i + 1);
  if (sampler.lower_order_final) order = std::min(order, steps - i);
  if (levels[i + 1].s == 0) return 1;
  std::size_t usable = 1;
  const auto apart = [&](std::size_t k) {
    return lambda(levels[k + 1]) - lambda(levels[k]) > 1e-12;
  };
  while (usable < order && apart(i - usable)) ++usable;
  return usable;
}

/// UniPC of order 1..3 (Zhao et al. 2023, algorithms 5 to 8): each output first corrects the state
/// that the last prediction started from, then predicts; B(h) = h ("bh1") or e^h - 1 ("bh2"), in
/// x0_hat or in eps_hat. The states reported are the predicted ones, as in diffusers; the corrected
/// ones are used inside. Steps named in `uncorrected` keep their prediction.
///
/// The order rises from 1 and, with lower_order_final, falls back to 1 at the end; a step to clean
/// data is of order 1. Throws BadRequest where alpha_bar is 0 at the start.
Plan unipc_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels =
      framed_levels(process, sampler, sampler_info(sampler.kind).lowest);
  if (levels[0].a == 0)
    throw BadRequest("sampler", "kind", "unipc", "a process with alpha_bar > 0",
                     "turn off zero terminal SNR");
  Plan plan = plan_from(process, levels[0], sampler.frame);
  const std::size_t steps = levels.size() - 1;
  std::size_t last_order = 0;
  for (std::size_t i = 0; i < steps; ++i) {
    Row predict = step_row(levels[i], levels[i + 1]);
    const bool corrected =
        i > 0 && std::ranges::count(sampler.uncorrected, static_cast<double>(i - 1)) == 0 &&
        lambda(levels[i]) - lambda(levels[i - 1]) > 1e-12;
    if (corrected) {
      Row correct = step_row(levels[i - 1], levels[i]);
      correct.a = levels[i].a;
      correct.s = levels[i].s;
      correct.report = Report::none;
      add_update(correct, sampler, levels, {Update::Kind::corrector, i - 1, last_order});
      plan.rows.back().commit = false;  // from the state before the prediction
      plan.rows.push_back(correct);
      predict.evaluate = false;  // not asked again at the corrected state
    }
    last_order = order_of(sampler, levels, i);
    add_update(predict, sampler, levels, {Update::Kind::predictor, i, last_order});
    plan.rows.push_back(predict);
  }
  return plan;
}

}  // namespace

/// corrects with the new x0_hat, then predicts
constinit const SamplerInfo unipc_sampler{
    .kind = SamplerKind::unipc,
    .name = "unipc",
    .title = "UniPC",
    .formula = "x' = s' x / s + a' (1 - e^-h) x0_hat + a' B(h) sum_j w_j D_j, B(h) = e^h - 1",
    .source = "Zhao et al. 2023, algorithms 5 and 6",
    .options = {&SamplerSpec::order, &SamplerSpec::form, &SamplerSpec::unipc_b,
                &SamplerSpec::lower_order_final, &SamplerSpec::frame, &SamplerSpec::uncorrected},
    .lowest = LowestPoint::dropped,
    .build = unipc_plan,
};

}  // namespace alphabar
