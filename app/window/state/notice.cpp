#include "app/window/state/notice.h"

#include <imgui.h>

#include <utility>

namespace alphabar {

Notice info_notice(std::string words, double seconds) {
  return {std::move(words), false, ImGui::GetTime() + seconds};
}

Notice error_notice(std::string words) { return {std::move(words), true, 0}; }

}  // namespace alphabar
