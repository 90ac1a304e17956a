#pragma once

#include <imgui.h>

#include <optional>

#include "app/views/draw/view_colors.h"
#include "core/figures/chain_data.h"

namespace alphabar {

struct ChainPlot {
  std::optional<double> asked;  ///< the position that shows the n which the mouse holds
  ImVec4 inside{};              ///< of its axes, on screen: min x, min y, max, max
};

/// How far every start still is from the stationary distribution, against n, in `size` points at
/// the cursor. `data` is that of `chain` and has such a distribution.
ChainPlot draw_chain_plot(const ChainSpec& chain, const ChainData& data, int n,
                          const ViewColors& colors, const ImVec2& size);

}  // namespace alphabar
