#include "core/plan/exponential.h"

#include <cmath>

namespace alphabar {

double lambda(const Level& level) { return std::log(level.a) - std::log(level.s); }

double Exponential::slope() const { return base * (1 - std::expm1(h) / h); }

double Exponential::curvature() const { return -base * ((std::expm1(h) - h) / (h * h) - 0.5); }

Exponential exponential(const Level& from, const Level& to, SolverForm form, double eta) {
  const double step = lambda(to) - lambda(from);
  Exponential e{};
  if (form == SolverForm::eps) {
    e.linear = to.a / from.a;
    e.base = (1 + eta) * to.s;
    e.h = step;
    e.constant = (1 + eta) * (to.s - from.s * e.linear);
    if (eta > 0) e.noise = to.s * std::sqrt(eta * std::expm1(2 * step));
    return e;
  }
  e.linear = to.s / from.s;
  if (eta > 0) {
    e.linear *= std::exp(-eta * step);
    e.noise = to.s * std::sqrt(-std::expm1(-2 * eta * step));
  }
  e.base = to.a;
  e.h = -(1 + eta) * step;
  e.constant = to.a - from.a * e.linear;
  return e;
}

}  // namespace alphabar
