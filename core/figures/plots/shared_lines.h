#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/figures/plots/plot_table.h"

namespace alphabar {

/// A line's place among the `of` that lie on one another.
struct SharedLine {
  int place = 0, of = 1;
};

/// Where each of `pixels` lies among those that lie on one another; `lines`: what they are the
/// curves of, as many. Only lines of different lanes (lane >= 0) share; curves are one where
/// neither is more than `within` pixels from the other.
std::vector<SharedLine> shared_lines(std::span<const Curve> pixels, std::span<const PlotLine> lines,
                                     double within);

/// Dash, gap, dash, gap, in units of one dash, of a line that others lie on: each has its turn.
std::array<float, 4> turn_of(const SharedLine& line, float dash);

}  // namespace alphabar
