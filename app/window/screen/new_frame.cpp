#include "app/window/screen/new_frame.h"

#include <imgui_internal.h>

#include <algorithm>
#include <vector>

namespace alphabar {

void new_frame() {
  ImVector<ImGuiInputEvent>& queue = ImGui::GetCurrentContext()->InputEventsQueue;
  bool pressed = false;  // a key that is no modifier
  const auto comes_too_early = [&](const ImGuiInputEvent& event) {
    if (event.Type != ImGuiInputEventType_Key) return false;
    const bool modifier = (event.Key.Key & ImGuiMod_Mask_) != 0;
    if (modifier) return pressed && !event.Key.Down;
    pressed |= event.Key.Down;
    return false;
  };
  ImGuiInputEvent* const late = std::find_if(queue.begin(), queue.end(), comes_too_early);
  const std::vector<ImGuiInputEvent> waiting(late, queue.end());
  queue.resize(static_cast<int>(late - queue.begin()));
  ImGui::NewFrame();
  for (const ImGuiInputEvent& event : waiting) queue.push_back(event);
}

}  // namespace alphabar
