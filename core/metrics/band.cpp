#include "core/metrics/band.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace alphabar {

double quantile(std::vector<double> values, double q) {
  assert(!values.empty());
  if (std::any_of(values.begin(), values.end(), [](double v) { return std::isnan(v); }))
    return std::numeric_limits<double>::quiet_NaN();
  std::sort(values.begin(), values.end());
  const double place = q * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const double share = place - static_cast<double>(below);
  if (share == 0 || values[below] == values[below + 1]) return values[below];
  return values[below] + share * (values[below + 1] - values[below]);
}

Band band(const std::vector<double>& values) {
  return {quantile(values, 0.5), quantile(values, 0.1), quantile(values, 0.9)};
}

}  // namespace alphabar
