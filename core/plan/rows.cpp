#include "core/plan/rows.h"

#include <algorithm>
#include <cmath>

namespace alphabar {

Transition transition(const Level& from, const Level& to) {
  const double a = from.a / to.a;
  return {a, std::sqrt(std::max(0.0, from.s * from.s - a * a * to.s * to.s))};
}

double posterior_std(const Level& from, const Level& to) {
  return from.s > 0 ? transition(from, to).s * to.s / from.s : 0;
}

Row step_row(const Level& from, const Level& to) {
  Row row;
  row.a = from.a;
  row.s = from.s;
  row.from = from;
  row.to = to;
  return row;
}

Report trial_report(const SamplerSpec& sampler) {
  return sampler.report_trials ? Report::trial : Report::none;
}

void set_shares(Row& row, double x0, double direction) {
  const Level& from = row.from;
  if (from.a == 0 || (from.s > 0 && direction <= from.s)) {
    row.c_x = direction / from.s;  // eps_hat = (x - a x0_hat) / s
    row.c_d[0] = x0 - from.a * row.c_x;
  } else {
    row.c_x = x0 / from.a;  // x0_hat = (x - s eps_hat) / a
    row.c_e[0] = direction - from.s * row.c_x;
  }
}

Plan plan_from(const Process& process, const Level& first, Frame frame) {
  Plan plan;
  plan.start = first;
  plan.init_scale = frame == Frame::sigma || process.variance_exploding() ? first.s : 1;
  return plan;
}

Level level_between(const Process& process, Frame frame, const Level& from, const Level& to,
                    double share) {
  const double sigma = from.sigma() * std::pow(to.sigma() / from.sigma(), share);
  return in_frame(process.at_sigma(sigma), frame);
}

std::vector<Level> framed_levels(const Process& process, const SamplerSpec& sampler,
                                 LowestPoint lowest) {
  std::vector<Level> levels = run_levels(process, sampler.grid, lowest);
  for (Level& level : levels) level = in_frame(level, sampler.frame);
  return levels;
}

}  // namespace alphabar
