#include "app/window/screen/magnify.h"

namespace alphabar {

void magnify(ImDrawData& frame, const ImVec2& around, float factor) {
  if (factor == 1) return;
  const auto moved = [&](float at, float middle) { return middle + factor * (at - middle); };
  for (ImDrawList* list : frame.CmdLists) {
    for (ImDrawVert& vertex : list->VtxBuffer)
      vertex.pos = {moved(vertex.pos.x, around.x), moved(vertex.pos.y, around.y)};
    for (ImDrawCmd& command : list->CmdBuffer) {
      const ImVec4& clip = command.ClipRect;
      command.ClipRect = {moved(clip.x, around.x), moved(clip.y, around.y), moved(clip.z, around.x),
                          moved(clip.w, around.y)};
    }
  }
}

}  // namespace alphabar
