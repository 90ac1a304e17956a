#pragma once

#include "app/window/state/app_state.h"

namespace alphabar {

/// The scene's sliders on the slide, large and labelled, along the bottom; nothing where it has
/// none. A value is dragged, or typed after Ctrl and click; right click takes a slider away.
/// seconds: since the last frame.
void stage_bar(AppState& app, Scene& scene, double seconds);

}  // namespace alphabar
