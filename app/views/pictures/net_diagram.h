#pragma once

#include <imgui.h>

#include "app/views/draw/view_colors.h"
#include "core/runs/net_outline.h"

namespace alphabar {

/// A picture net in `size` points of the current ImGui window at the cursor: its blocks as a U,
/// each as high as the pictures in it and as wide as it has channels, those with attention marked,
/// the skips between them, and where the time enters. Hovering a block tells its layers and
/// parameters. Null: a sentence. `strong`: font of the title, null for the current one.
void draw_net(const NetOutline* net, const ViewColors& colors, ImFont* strong, const ImVec2& size);

}  // namespace alphabar
