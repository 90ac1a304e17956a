#pragma once

#include "app/window/state/app_state.h"

namespace alphabar {

/// The numbers of an animation, with a small picture of it, and what it is likely to come to.
void animation_form(AppState& app);
/// Those of a figure.
void figure_form(AppState& app);

}  // namespace alphabar
