#pragma once

#include <string>

namespace alphabar {

/// A number as a page has it: mantissa, "-0.0501", times ten to the power.
struct Rounded {
  std::string mantissa;
  int power = 0;
};

/// `value` (finite, not 0) to `digits` significant digits. The power is 0 between 1e-4 and 1e6,
/// where at most 8 decimals and all digits before the point are kept.
Rounded rounded(double value, int digits);

}  // namespace alphabar
