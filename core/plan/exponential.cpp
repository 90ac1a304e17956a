#include "core/plan/exponential.h"

#include <cmath>

namespace alphabar {

double Exponential::moment(int k) const {
  // J_k = int_0^1 e^(h (1 - u)) u^k du
  double integral = 0;
  if (std::abs(h) < 1) {  // sum_m h^m k! / (k + m + 1)!; the recursion would lose h^-k
    double term = 1.0 / (k + 1);
    for (int m = 1; std::abs(term) > 1e-18; ++m) {
      integral += term;
      term *= h / (k + m + 1);
    }
  } else {  // by parts: J_k = (k J_{k-1} - 1) / h
    integral = std::expm1(h) / h;
    for (int j = 1; j <= k; ++j) integral = (j * integral - 1) / h;
  }
  return -base * h * integral;
}

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
