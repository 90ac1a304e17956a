#include "core/plan/two_stage.h"

#include <cmath>

#include "core/plan/ddim.h"
#include "core/plan/step.h"
#include "core/process/grid.h"

namespace alphabar {
namespace {

/// The second row of a two-stage step from `from` to `to`: the first stage went by Euler to `middle`
/// and its output is the older of the two. With H = s_to - s_from a_to / a_from the whole change,
///     y = (a_to / a_from) x + H [(1 - share) E_from + share E_middle],
/// written in x and x0_hat: E_from = (x - a D) / s there, E_middle = (y_middle - a D) / s likewise,
/// y_middle = (s_middle / s_from) x + (a_middle - a_from s_middle / s_from) D_from. c_x comes out as
/// s_to / s_from, which never grows x.
Row second_stage(const Level& from, const Level& middle, const Level& to, double share) {
  Row row = step_row(from, to);
  row.a = middle.a;
  row.s = middle.s;
  const double change = to.s - from.s * to.a / from.a;
  row.c_x = to.s / from.s;
  row.c_d[0] = -change * share * middle.a / middle.s;
  row.c_d[1] = change * ((1 - share) * -from.a / from.s +
                         share * (middle.a / middle.s - from.a / from.s));
  return row;
}

using MiddleOf = Level (*)(const Process&, const Level& from, const Level& to, Frame);

Plan two_stage_plan(const Process& process, const SamplerSpec& sampler, MiddleOf middle_of,
                    double share, Report trial) {
  const std::vector<Level> levels = run_levels(process, sampler.grid);
  Plan plan = plan_from(process, in_frame(levels[0], sampler.frame), sampler.frame);
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const Level from = in_frame(levels[i], sampler.frame);
    const Level to = in_frame(levels[i + 1], sampler.frame);
    if (to.s == 0 || from.a == 0) {
      plan.rows.push_back(ddim_row(from, to, 0));
      continue;
    }
    const Level middle = middle_of(process, from, to, sampler.frame);
    Row first = ddim_row(from, middle, 0);
    first.commit = false;
    first.report = trial;
    plan.rows.push_back(first);
    plan.rows.push_back(second_stage(from, middle, to, share));
  }
  return plan;
}

}  // namespace

Plan heun_plan(const Process& process, const SamplerSpec& sampler) {
  const MiddleOf end = [](const Process&, const Level&, const Level& to, Frame) { return to; };
  return two_stage_plan(process, sampler, end, 0.5,
                        sampler.report_trials ? Report::trial : Report::none);
}

Plan dpm2_plan(const Process& process, const SamplerSpec& sampler) {
  const MiddleOf geometric = [](const Process& p, const Level& from, const Level& to, Frame frame) {
    return in_frame(p.at_sigma(std::sqrt(from.sigma() * to.sigma())), frame);
  };
  return two_stage_plan(process, sampler, geometric, 1, Report::none);
}

}  // namespace alphabar
