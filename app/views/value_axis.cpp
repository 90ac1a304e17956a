#include "app/views/value_axis.h"

#include <algorithm>
#include <cmath>

namespace alphabar {
namespace {

/// At some places of b, a is as high.
bool lies_on(const Curve& a, const Curve& b, double within) {
  constexpr std::size_t most = 64;
  const std::size_t step = std::max<std::size_t>(1, b.x.size() / most);
  bool any = false;
  for (std::size_t i = 0; i < b.x.size(); i += step) {
    const double there = value_at(a, b.x[i]);
    if (std::isnan(there)) continue;  // beyond its ends
    if (std::abs(there - b.y[i]) > within) return false;
    any = true;
  }
  return any;
}

}  // namespace

ValueAxis value_axis(const PlotData& data, std::span<const Curve> curves, bool log) {
  double low = 1e300, high = -1e300;
  for (const Curve& curve : curves)
    for (const double y : curve.y) {
      low = std::min(low, y);
      high = std::max(high, y);
    }
  if (low > high) low = log ? 0.1 : 0, high = 1;
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

std::vector<SharedLine> shared_lines(std::span<const Curve> pixels, std::span<const PlotLine> lines,
                                     double within) {
  std::vector<SharedLine> shared(pixels.size());
  std::vector<std::size_t> first(pixels.size());  // of those that a curve lies on
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    first[i] = i;
    for (std::size_t j = 0; j < i && first[i] == i; ++j)
      if (first[j] == j && lines[i].lane >= 0 && lines[j].lane >= 0 &&
          lines[i].lane != lines[j].lane && lies_on(pixels[j], pixels[i], within) &&
          lies_on(pixels[i], pixels[j], within))
        first[i] = j;
    if (first[i] != i) shared[i].place = shared[first[i]].of++;
  }
  for (std::size_t i = 0; i < pixels.size(); ++i) shared[i].of = shared[first[i]].of;
  return shared;
}

}  // namespace alphabar
