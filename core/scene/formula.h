#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace alphabar {

/// What a formula gives for alpha_bar at t = 1..T, as it is.
struct FormulaCurve {
  std::vector<double> alpha_bar;    ///< may be anything, NaN as well
  std::vector<std::size_t> faults;  ///< indices of what keeps it from being a schedule, rising
  bool operator==(const FormulaCurve&) const = default;
};

/// alpha_bar must lie in (0, 1], never rise with t, and end below 1; a value that rises above the
/// last good one is a fault, and the last one where all are 1.
///
/// Names: t, T, u = t / T, pi; sin cos tan asin acos atan sinh cosh tanh exp log (natural, also ln)
/// sqrt abs min max; + - * / ^ (from the right), comparisons, && || and c ? a : b. Numbers as in
/// 0.5 or 1e-3. ASCII, at most 400 characters.
///
/// Throws BadRequest for text that is no formula, with the place of the error in it (characters are
/// counted from 1).
FormulaCurve formula_curve(const std::string& text, int T);

/// alpha_bar of a curve without faults. Throws BadRequest that says what the first one is.
std::vector<double> schedule_of(const FormulaCurve& curve);

}  // namespace alphabar
