#pragma once

#include <span>

#include "core/figures/plots/plot_table.h"

namespace alphabar {

enum class Scale { linear, logarithmic };

/// What the value axis of a plot spans, low < high; 0 < low where it is logarithmic.
struct ValueAxis {
  double low = 0, high = 1;
};

/// An axis that holds these curves (the lines' points that can be drawn) with some room. A linear
/// one starts from 0 where nothing is negative, and spans at least a thousandth of its values, so
/// that its numbers differ; of curves that are 0 throughout it is 0..1. A logarithmic one spans a
/// factor of 4 to 4/3 10^12; where no curve has a value above 0 it is that of 0.1..1.
ValueAxis value_axis(const PlotData& data, std::span<const Curve> curves, Scale scale);

}  // namespace alphabar
