#pragma once

#include "app/window/state/app_state.h"

namespace alphabar {

/// The box that looks for the best list of levels of a lane: what is asked, how far it is, what was
/// found beside the usual lists.
void search_box(AppState& app);

/// Opens it on the lane that the plan shows.
void open_search(AppState& app);

}  // namespace alphabar
