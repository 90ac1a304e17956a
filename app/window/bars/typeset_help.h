#pragma once

#include "app/widgets/property.h"
#include "app/window/state/app_state.h"

namespace alphabar {

/// Help of this frame is set as Markdown where it has formulas between dollars.
HelpText typeset_help(AppState& app);

}  // namespace alphabar
