#pragma once

#include "app/window/state/app_state.h"

namespace alphabar {

/// The panel "Error": which metric, the numbers as CSV, and the plot.
void error_window(AppState& app, Scene& scene, const Runs& runs);

}  // namespace alphabar
