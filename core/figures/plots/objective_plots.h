#pragma once

#include <stop_token>

#include "core/figures/plots/plot_table.h"

namespace alphabar {

/// What training would measure, of the exact model: the terms of the bound, losses of denoising
/// score matching. Both take more than a moment. Throw Cancelled.
PlotData bound_data(const Derived& derived, std::stop_token stop);
PlotData matching_data(const Derived& derived, std::stop_token stop);

/// Weights of the squared error of eps_hat.
PlotData weights_data(const Derived& derived);

}  // namespace alphabar
