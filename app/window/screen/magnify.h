#pragma once

#include <imgui.h>

namespace alphabar {

/// Makes a frame that is ready to be drawn `factor` times as large around a place in its own
/// coordinates, which stays where it is: under the mouse nothing moves, so that clicks and hovering
/// mean what is seen there.
void magnify(ImDrawData& frame, const ImVec2& around, float factor);

}  // namespace alphabar
