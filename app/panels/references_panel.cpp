#include <imgui.h>
#include <imgui_stdlib.h>

#include <optional>

#include "app/panels/panels.h"
#include "app/theme/theme.h"
#include "app/widgets/icon_button.h"
#include "app/widgets/property.h"

namespace alphabar {

bool references_panel(Scene& scene) {
  bool changed = false;
  std::optional<std::size_t> gone;
  ImGui::PushID("references");
  for (std::size_t i = 0; i < scene.references.size(); ++i) {
    ImGui::PushID(static_cast<int>(i));
    const bool shown = scene.view.reference == static_cast<int>(i);
    if (icon_button("##show", shown ? Icon::shown : Icon::hidden,
                    shown ? "Shown beside the scene; hide it" : "Show it beside the scene",
                    {.on = shown})) {
      scene.view.reference = shown ? -1 : static_cast<int>(i);
      changed = true;
    }
    ImGui::SameLine(0, grid(0.5F));
    ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - icon_button_size() - grid(0.5F));
    changed |= ImGui::InputTextWithHint("##name", "name", &scene.references[i].name);
    help_on_hover("Its name, in curves, captions and plans");
    ImGui::SameLine(0, grid(0.5F));
    if (icon_button("##remove", Icon::remove, "Let go of it")) gone = i;
    ImGui::PopID();
  }
  ImGui::PopID();
  if (gone) remove_reference(scene, *gone);
  if (scene.references.size() < Scene::most_references &&
      ImGui::Button("Keep this state##keep", {ImGui::GetContentRegionAvail().x, 0}))
    changed |= add_reference(scene);
  help_on_hover("What is run now stays beside what it becomes (Ctrl+K); F flips between the two.");
  return changed || gone.has_value();
}

}  // namespace alphabar
