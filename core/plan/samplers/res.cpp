#include <array>
#include <cmath>
#include <optional>

#include "core/plan/exponential.h"
#include "core/plan/samplers/ddim.h"
#include "core/plan/samplers/page.h"
#include "core/process/levels/grid.h"

namespace alphabar {
namespace {

constexpr double same_lambda = 1e-12;

/// The refined exponential solver, multistep (Zhang et al. 2023, RES, algorithm 2 of order 2;
/// ComfyUI res_multistep), down to sigma_down, then noise of sigma_up: x0_hat by the line through
/// its last two values, integrated exactly. With eta = 0 it is dpmpp_2m with the slope "heun".
///
/// With eta > 0 the line starts, as in ComfyUI, at the level that the step before went down to, not
/// at the one that its noise then made. The first step and one to clean data are of order 1.
Plan res_multistep_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels = framed_levels(process, sampler);
  Plan plan = plan_from(process, levels[0], sampler.frame);
  std::optional<Level> down_before;
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const Level &from = levels[i], &to = levels[i + 1];
    const Descent d = descent(from, to, sampler.eta);
    Row row = ddim_row(from, to, sampler.eta);
    if (to.s == 0) row.draw = false;
    row.c_z *= sampler.noise_scale;
    if (to.s > 0 && down_before && levels[i - 1].a > 0) {
      const Exponential e = exponential(from, d.down, SolverForm::x0);
      const double h = lambda(d.down) - lambda(from);
      const double before = lambda(levels[i - 1]) - lambda(*down_before);
      if (h > same_lambda && before < -same_lambda) {
        const double share = e.slope() * h / before;
        row.c_x = e.linear;
        row.c_e = {};
        row.c_d = {e.constant - share, share};
      }
    }
    plan.rows.push_back(row);
    down_before = d.down;
  }
  return plan;
}

/// One stage of an exponential Runge-Kutta step: where in lambda its point lies, and the weights of
/// x0_hat at the stages before it, the oldest first; the last stage's point is the step's end.
struct Stage {
  double place;
  std::array<double, 4> weights;
};

/// The stages behind the first one of a step of this order from `from` to `down`. Its weights are
/// moments of the step's own exponential, those of a middle stage of the part up to it:
/// moment(k) = a h k! phi_{k+1}(-h), h the step in lambda.
template <class LevelAt>
std::vector<Stage> stages_of(const SamplerSpec& sampler, const Level& from, const Level& down,
                             LevelAt level_at) {
  const Exponential e = exponential(from, down, SolverForm::x0);
  const double m0 = e.constant, m1 = e.moment(1), m2 = e.moment(2);
  const auto part = [&](double place) {
    return exponential(from, level_at(place), SolverForm::x0);
  };
  if (sampler.order == 1) return {{1, {m0}}};
  if (sampler.order == 2) {
    const double r = sampler.middle, share = m1 / r;
    return {{r, {part(r).constant}}, {1, {m0 - share, share}}};
  }
  const Exponential half = part(0.5);
  const double h0 = half.constant, h1 = half.moment(1);
  if (sampler.order == 3)
    return {
        {0.5, {h0}}, {1, {-m0, 2 * m0}}, {1, {m0 - 3 * m1 + 2 * m2, 4 * (m1 - m2), 2 * m2 - m1}}};
  return {{0.5, {h0}},
          {0.5, {h0 - 2 * h1, 2 * h1}},
          {1, {m0 - 2 * m1, 0, 2 * m1}},
          {1, {m0 - 3 * m1 + 2 * m2, 2 * (m1 - m2), 2 * (m1 - m2), 2 * m2 - m1}}};
}

/// The refined exponential solver, single step, down to sigma_down, then noise of sigma_up: an
/// exponential Runge-Kutta method on x0_hat in lambda, of two stages (Zhang et al. 2023, RES,
/// algorithm 1; c_2 = r), which meets their order conditions as 2S does to leading order in the
/// step; of three (Cox and Matthews 2002, eq. 23 to 25, ETD3RK); or of four (Krogstad 2005,
/// section 3.1). A step to clean data, or from pure noise, is of one stage.
Plan res_singlestep_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels = framed_levels(process, sampler);
  Plan plan = plan_from(process, levels[0], sampler.frame);
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const Level &from = levels[i], &to = levels[i + 1];
    const Descent d = descent(from, to, sampler.eta);
    if (to.s == 0 || from.a == 0 || d.down.s == 0) {
      Row row = ddim_row(from, to, sampler.eta);
      row.c_z *= sampler.noise_scale;
      row.draw = false;
      plan.rows.push_back(row);
      continue;
    }
    const auto level_at = [&](double place) {
      return place == 1 ? d.down : level_between(process, sampler.frame, from, d.down, place);
    };
    const std::vector<Stage> stages = stages_of(sampler, from, d.down, level_at);
    Level at = from;
    for (std::size_t k = 0; k < stages.size(); ++k) {
      const bool last = k + 1 == stages.size();
      const Level next = level_at(stages[k].place);
      Row row = step_row(from, last ? to : next);
      row.a = at.a;
      row.s = at.s;
      row.c_x = next.s / from.s;
      for (std::size_t asked = 0; asked <= k; ++asked)
        row.c_d[k - asked] = stages[k].weights[asked];
      row.commit = last;
      if (last)
        row.c_z = d.up * sampler.noise_scale;
      else
        row.report = Report::none;
      plan.rows.push_back(row);
      at = next;
    }
  }
  return plan;
}

}  // namespace

constinit const SamplerInfo res_singlestep_sampler{
    .kind = SamplerKind::res_singlestep,
    .name = "res_singlestep",
    .title = "RES single-step",
    .formula =
        "x' = s_down x / s + w_1 x0_hat(x) + w_2 x0_hat(y) + s_up z, "
        "w_1 + w_2 = a' (1 - e^-h), w_2 = a' (1 - (1 - e^-h) / h) / c_2",
    .source =
        "Zhang et al. 2023 (RES), algorithm 1; order 3: Cox and Matthews 2002, eq. 23 to 25; "
        "order 4: Krogstad 2005, section 3.1",
    .options = {&SamplerSpec::order, &SamplerSpec::eta, &SamplerSpec::middle,
                &SamplerSpec::noise_scale, &SamplerSpec::frame},
    .build = res_singlestep_plan,
};

constinit const SamplerInfo res_multistep_sampler{
    .kind = SamplerKind::res_multistep,
    .name = "res_multistep",
    .title = "RES multistep",
    .formula =
        "x' = s_down x / s + w_1 x0_hat + w_2 x0_hat_before + s_up z, "
        "w_1 + w_2 = a' (1 - e^-h)",
    .source = "Zhang et al. 2023 (RES), algorithm 2; ComfyUI, res_multistep",
    .options = {&SamplerSpec::eta, &SamplerSpec::noise_scale, &SamplerSpec::frame},
    .build = res_multistep_plan,
};

}  // namespace alphabar
