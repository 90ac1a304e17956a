#pragma once

namespace alphabar {

/// ImGui::NewFrame, where frames may be long: a modifier that is let go in the frame in which its
/// key goes down still counts for that key; what follows in the queue waits for the next frame.
void new_frame();

}  // namespace alphabar
