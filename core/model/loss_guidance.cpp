#include "core/model/loss_guidance.h"

#include <cmath>

namespace alphabar {

LossGuidance loss_guidance_at(const std::vector<DiffusedComponent>& components,
                              const Level& level) {
  const double a = level.a, s = level.s;
  LossGuidance out;
  out.about_x0 = s >= a;
  const double root = out.about_x0 ? 0 : s / std::sqrt(a);
  out.c_score = -root;
  out.to_x0 = out.about_x0 ? -1 : -s * s / a;
  out.to_score = out.about_x0 ? -a / (s * s) : -1;
  out.terms.reserve(components.size());
  for (const DiffusedComponent& c : components) {
    if (out.about_x0)
      out.terms.push_back({c.intercept, c.gain, c.covariance});
    else
      out.terms.push_back({-root * (c.precision * c.mean), root * c.precision, c.gain});
  }
  return out;
}

}  // namespace alphabar
