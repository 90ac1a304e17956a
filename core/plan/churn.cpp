#include "core/plan/churn.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/plan/rows.h"
#include "core/process/levels/grid.h"

namespace alphabar {

Level churn(Plan& plan, const Process& process, const SamplerSpec& sampler, const Level& level,
            std::size_t steps) {
  const ChurnSpec& c = sampler.churn;
  if (c.amount == 0) return level;
  const double sigma = level.sigma();
  const bool inside = sigma >= c.sigma_min && sigma <= c.sigma_max && std::isfinite(sigma);
  const double gamma =
      inside ? std::min(c.amount / static_cast<double>(steps), std::numbers::sqrt2 - 1) : 0;
  const Level hat =
      gamma > 0 ? in_frame(process.at_sigma(sigma * (1 + gamma)), sampler.frame) : level;
  Row row = step_row(level, hat);
  row.evaluate = false;
  row.draw = true;
  row.report = Report::none;
  if (gamma > 0) {
    const Transition up = transition(hat, level);
    row.c_x = up.a;
    row.c_z = up.s * sampler.noise_scale;
  }
  plan.rows.push_back(row);
  return hat;
}

}  // namespace alphabar
