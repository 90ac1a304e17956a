#include "core/figures/posterior.h"

#include <cmath>

namespace alphabar {

std::optional<Posterior> posterior_of(const OneStep& step, const Point& x0) {
  const Level &from = step.row.from, &to = step.row.to;
  if (!step.fresh || !step.row.commit || !(to.a > 0)) return std::nullopt;
  const double a = from.a / to.a, added = from.s * from.s - a * a * to.s * to.s;
  if (!(added > 0)) return std::nullopt;
  const double variance = from.s * from.s;
  Posterior posterior;
  posterior.mean = (a * to.s * to.s * step.x + to.a * added * x0) / variance;
  posterior.std = to.s * std::sqrt(added / variance);
  posterior.model_std = std::abs(step.row.c_z);
  posterior.model_mean = step.next - step.row.c_z * step.z;
  if (posterior.std > 0 && posterior.model_std > 0) {
    const double ratio = std::pow(posterior.std / posterior.model_std, 2);
    const double apart = (posterior.mean - posterior.model_mean).squaredNorm();
    // Two coordinates, each (ratio - 1 - log ratio) / 2.
    posterior.kl = ratio - 1 - std::log(ratio) + apart / (2 * std::pow(posterior.model_std, 2));
  }
  return posterior;
}

}  // namespace alphabar
