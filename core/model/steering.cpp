#include "core/model/steering.h"

#include <cmath>

namespace alphabar {

Steering steering_at(const std::vector<DiffusedComponent>& components, const Level& level) {
  const double a = level.a, s = level.s;
  Steering out;
  out.about_x0 = s >= a;
  const double root = out.about_x0 ? 0 : s / std::sqrt(a);
  out.c_score = -root;
  out.to_x0 = out.about_x0 ? -1 : -s * s / a;
  out.to_score = out.about_x0 ? -a / (s * s) : -1;
  out.terms.reserve(components.size());
  for (const DiffusedComponent& c : components) {
    if (out.about_x0) {
      out.terms.push_back({c.b_x, c.b_y, c.g_xx, c.g_xy, c.g_yy, c.k_xx, c.k_xy, c.k_yy});
    } else {
      out.terms.push_back({-root * (c.p_xx * c.mean_x + c.p_xy * c.mean_y),
                           -root * (c.p_xy * c.mean_x + c.p_yy * c.mean_y), root * c.p_xx,
                           root * c.p_xy, root * c.p_yy, c.g_xx, c.g_xy, c.g_yy});
    }
  }
  return out;
}

}  // namespace alphabar
