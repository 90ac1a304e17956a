#include "core/figures/plots/shared_lines.h"

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

std::array<float, 4> turn_of(const SharedLine& line, float dash) {
  const auto before = static_cast<float>(line.place),
             after = static_cast<float>(line.of - line.place - 1);
  return {0, before * dash, dash, after * dash};
}

}  // namespace alphabar
