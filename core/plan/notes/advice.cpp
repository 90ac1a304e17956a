#include "core/plan/notes/advice.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

/// The largest step of Langevin's rows: c_z = sqrt(2 h).
double largest_langevin_step(const Plan& plan) {
  double most = 0;
  for (const Row& row : plan.rows) most = std::max(most, 0.5 * row.c_z * row.c_z);
  return most;
}

}  // namespace

std::string advice(const SamplerSpec& sampler, const GuidanceSpec& guidance, const Plan& plan) {
  if (sampler.kind == SamplerKind::langevin || sampler.kind == SamplerKind::annealed_langevin)
    return "take a smaller step: h reaches " + short_text(largest_langevin_step(plan)) +
           ", and is stable below twice the variance of p_t";
  const SamplerInfo& info = sampler_info(sampler.kind);
  if (info.uses(&SamplerSpec::corrector) && sampler.corrector.steps > 0)
    return "take a corrector of smaller steps, or none";
  if (guidance.kind != GuidanceKind::none && guidance.scale > 1)
    return "take less guidance than " + short_text(guidance.scale);
  if (info.uses(&SamplerSpec::order) && sampler.order > 1) return "take order 1, or more steps";
  if (info.uses(&SamplerSpec::churn) && sampler.churn.amount > 0)
    return "take less churn, or more steps";
  return "take more steps, or a process that starts less noisy";
}

std::string step_name(const Plan& plan, int plan_row) {
  if (plan_row < 0) return "x_T";
  const auto is_step = [](const Row& row) { return row.report != Report::none; };
  const auto steps = std::ranges::count_if(plan.rows, is_step);
  const auto number = std::count_if(plan.rows.begin(), plan.rows.begin() + plan_row + 1, is_step);
  return "step " + std::to_string(number) + " of " + std::to_string(steps);
}

}  // namespace alphabar
