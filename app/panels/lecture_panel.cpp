#include <imgui.h>
#include <imgui_stdlib.h>

#include <optional>

#include "app/panels/panels.h"
#include "app/theme/theme.h"
#include "app/widgets/icon_button.h"
#include "app/widgets/property.h"

namespace alphabar {
namespace {

/// One line: name, place, a cross. `remove` is set where the cross was clicked.
bool bookmark_line(Bookmark& mark, bool& remove) {
  const float gap = grid(0.5F), place = grid(8), cross = icon_button_size();
  ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - place - cross - 2 * gap);
  bool changed = ImGui::InputTextWithHint("##name", "bookmark", &mark.name);
  help_on_hover("What is to be seen at this moment");
  ImGui::SameLine(0, gap);
  constexpr double low = 0, high = 1;
  ImGui::SetNextItemWidth(place);
  changed |= ImGui::DragScalar("##place", ImGuiDataType_Double, &mark.position, 0.002F, &low, &high,
                               "%.3f");
  help_on_hover("Where it is on the time slider: 0 is x_T, 1 the end");
  ImGui::SameLine(0, gap);
  remove = icon_button("##remove", Icon::remove, "Remove this bookmark");
  return changed;
}

}  // namespace

bool lecture_panel(Scene& scene) {
  bool changed = text({"##title", "title", "Shown above the particles in a lecture, and in files."},
                      scene.title, "untitled");
  changed |= text({"##note", "note", "One sentence on what there is to see."}, scene.note, "");
  std::optional<std::size_t> gone;
  ImGui::PushID("bookmarks");
  for (std::size_t i = 0; i < scene.bookmarks.size(); ++i) {
    ImGui::PushID(static_cast<int>(i));
    bool remove = false;
    changed |= bookmark_line(scene.bookmarks[i], remove);
    if (remove) gone = i;
    ImGui::PopID();
  }
  ImGui::PopID();
  if (gone) scene.bookmarks.erase(scene.bookmarks.begin() + static_cast<std::ptrdiff_t>(*gone));
  if (scene.bookmarks.empty())
    note("Ctrl+B marks the moment that is shown; Page Up and Page Down step through the marks.");
  return changed || gone.has_value();
}

}  // namespace alphabar
