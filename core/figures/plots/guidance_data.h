#pragma once

#include "core/derive/derived.h"
#include "core/figures/plots/plot_table.h"

namespace alphabar {

/// The weight of guidance in the rows of each lane, and the scene's w over time where that is
/// drawn.
PlotData guidance_data(const Derived& derived);

}  // namespace alphabar
