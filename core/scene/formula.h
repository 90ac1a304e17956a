#pragma once

#include <string>
#include <vector>

namespace alphabar {

/// alpha_bar at t = 1..T from a formula typed as text.
///
/// Names: t, T, u = t / T, pi; sin cos tan asin acos atan sinh cosh tanh exp log (natural, also ln)
/// sqrt abs min max; + - * / ^ (from the right), comparisons, && || and c ? a : b. Numbers as in
/// 0.5 or 1e-3. ASCII, at most 400 characters.
///
/// Throws BadRequest for text that is no formula, with the place of the error in it (characters are
/// counted from 1), and for a formula whose values are no schedule: alpha_bar must lie in (0, 1],
/// never rise with t, and end below 1; the message says the first t where it does not.
std::vector<double> formula_alpha_bar(const std::string& text, int T);

}  // namespace alphabar
