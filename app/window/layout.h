#pragma once

#include "app/window/app_state.h"

namespace alphabar {

/// The dock space between the bars. Where no arrangement was built yet, or the window's size in
/// letters asks for the other one, the panels are put in their places:
///
///     wide:   left | middle | right       narrow:  left, right | middle, bottom
///                  |     bottom                     (tabs)       (tabs)
/// A panel that has a place of its own shows no tab.
void lay_out(AppState& app);

/// After the panels: where some share a place, these are seen first.
void bring_to_front(AppState& app);

}  // namespace alphabar
