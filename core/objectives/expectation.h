#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>

#include "core/model/mixture.h"
#include "core/model/point.h"

namespace alphabar {

/// A number and how far it may be off: for quadrature the difference to a coarser rule (usually
/// far more than the error), for Monte Carlo one standard error.
struct Estimate {
  double value = 0, error = 0;
};

struct ExpectationOptions {
  double tolerance = 1e-5;   ///< quadrature is refined until error <= tolerance (|value| + least)
  double least = 1e-12;      ///< numbers this small need no digits
  double evaluations = 3e7;  ///< of a component, that refining may come to
  std::uint64_t seed = 1;    ///< of Monte Carlo
  int draws = 20000;         ///< of Monte Carlo
  std::stop_token stop;      ///< throws Cancelled
};

/// E f(x_t) over the mixture at a level, f smooth and growing no faster than a polynomial.
///
/// Up to 64 components: the trapezoidal rule in each component's own axes out to 7.5 standard
/// deviations, which for such integrands converges faster than any power; rules on half of the
/// points give the error, and the spacing is halved until it is small or too many evaluations would
/// be made. More components: seeded Monte Carlo, `draws` exact draws.
/// Cost: 4,400 points a component at first, so K^2 4,400 exponentials where f asks all K
/// components: 1 ms for four of them, 5 ms for eight, on the calling thread; four times as much for
/// each refinement.
Estimate expectation(const Mixture& mixture, const Level& level,
                     const std::function<double(const Point&)>& f,
                     const ExpectationOptions& options = {});

}  // namespace alphabar
