#include "app/widgets/time_slider.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "app/theme/palette.h"
#include "app/theme/theme.h"
#include "core/plan/timeline.h"

namespace alphabar {

bool time_slider(const char* id, double& position, std::size_t rows, float width, Theme theme,
                 std::span<const Bookmark> bookmarks) {
  const Palette colors = palette(theme);
  const float height = ImGui::GetFrameHeight(), radius = grid(0.875F);
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  ImGui::InvisibleButton(id, {std::max(width, grid(4)), height});
  const float left = corner.x + radius, right = corner.x + std::max(width, grid(4)) - radius;
  const float middle = corner.y + height / 2;

  const auto x_of = [&](double p) { return left + static_cast<float>(p) * (right - left); };
  const float mouse = ImGui::GetIO().MousePos.x;
  const Bookmark* near = nullptr;
  for (const Bookmark& mark : bookmarks)
    if (ImGui::IsItemHovered() && std::abs(x_of(mark.position) - mouse) < grid(0.5F)) near = &mark;
  if (near) ImGui::SetItemTooltip("%s", near->name.empty() ? "Bookmark" : near->name.c_str());

  bool changed = false;
  if (near && ImGui::IsItemActivated()) {
    changed = position != near->position;
    position = near->position;
  } else if (ImGui::IsItemActivated() || (ImGui::IsItemActive() && ImGui::IsMouseDragging(0, 1))) {
    double wanted = std::clamp(double{mouse - left} / (right - left), 0.0, 1.0);
    if (ImGui::GetIO().KeyShift)
      wanted = position_of(std::round(row_at(wanted, rows).value()), rows);
    changed = wanted != position;
    position = wanted;
  }

  ImDrawList* list = ImGui::GetWindowDrawList();
  const float now = x_of(position), thick = grid(0.25F);
  list->AddRectFilled({left, middle - thick}, {right, middle + thick}, packed(colors.field_active),
                      thick);
  list->AddRectFilled({left, middle - thick}, {now, middle + thick}, packed(colors.time, 0.75F),
                      thick);
  if (rows > 1 && (right - left) / static_cast<float>(rows - 1) > grid(0.5F))
    for (std::size_t row = 0; row < rows; ++row) {
      const float x = x_of(position_of(static_cast<double>(row), rows));
      list->AddLine({x, middle + grid(0.75F)}, {x, middle + grid(1)}, packed(colors.quiet, 0.55F));
    }
  for (const Bookmark& mark : bookmarks) {
    const float x = x_of(mark.position), r = grid(&mark == near ? 0.5F : 0.375F);
    const float top = corner.y + r;
    list->AddTriangleFilled({x - r, top - r}, {x + r, top - r}, {x, top + r}, packed(colors.text));
  }
  const bool lit = ImGui::IsItemHovered() || ImGui::IsItemActive();
  list->AddCircleFilled({now, middle}, lit ? radius : radius * 0.85F, packed(colors.time), 24);
  list->AddCircleFilled({now, middle}, radius * 0.35F, packed(colors.panel), 16);
  return changed;
}

}  // namespace alphabar
