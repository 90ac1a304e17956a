#pragma once

#include "app/window/state/app_state.h"

namespace alphabar {

/// The scene's title and note, in the language of the settings: in one line, where panels leave the
/// room for it; large, in a lecture or while presenting, with the bookmark that time has come to,
/// above the panels or beside them as the scene asks for.
void caption_bar(AppState& app, const Scene& scene);

}  // namespace alphabar
