#include "core/figures/plots/value_axis.h"

#include <algorithm>
#include <cmath>

namespace alphabar {

ValueAxis value_axis(const PlotData& data, std::span<const Curve> curves, Scale scale) {
  const bool log = scale == Scale::logarithmic;
  double low = 1e300, high = -1e300;
  for (const Curve& curve : curves)
    for (const double y : curve.y) {
      low = std::min(low, y);
      high = std::max(high, y);
    }
  if (low > high || (log && high <= 0)) low = log ? 0.1 : 0, high = 1;
  if (log) {
    high = 1.3 * std::max(high, data.reach);
    low = 0.75 * std::max(low, 1e-12 * high);
    const double more = std::max(1.0, std::sqrt(4 * low / high));
    return {low / more, high * more};
  }
  if (data.low < data.high) return {data.low, data.high};
  if (low == 0 && high == 0) high = 1;
  if (low >= 0 && !data.zero_line) return {-0.06 * high, 1.1 * high};  // 0 a little above the edge
  const double size = std::max(std::abs(low), std::abs(high));
  const double margin = std::max(0.05 * (high - low), 5e-4 * size);
  return {low - margin, high + margin};
}

}  // namespace alphabar
