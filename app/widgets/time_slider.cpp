#include "app/widgets/time_slider.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "app/theme/palette.h"
#include "app/theme/theme.h"
#include "core/plan/timeline.h"

namespace alphabar {

bool time_slider(const char* id, double& position, std::size_t rows, float width, Theme theme) {
  const Palette colors = palette(theme);
  const float height = ImGui::GetFrameHeight(), radius = grid(0.875F);
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  ImGui::InvisibleButton(id, {std::max(width, grid(4)), height});
  const float left = corner.x + radius, right = corner.x + std::max(width, grid(4)) - radius;
  const float middle = corner.y + height / 2;

  bool changed = false;
  if (ImGui::IsItemActive()) {
    double wanted = std::clamp(double{ImGui::GetIO().MousePos.x - left} / (right - left), 0.0, 1.0);
    if (ImGui::GetIO().KeyShift)
      wanted = position_of(std::round(row_at(wanted, rows).value()), rows);
    changed = wanted != position;
    position = wanted;
  }

  ImDrawList* list = ImGui::GetWindowDrawList();
  const auto x_of = [&](double p) { return left + static_cast<float>(p) * (right - left); };
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
  const bool lit = ImGui::IsItemHovered() || ImGui::IsItemActive();
  list->AddCircleFilled({now, middle}, lit ? radius : radius * 0.85F, packed(colors.time), 24);
  list->AddCircleFilled({now, middle}, radius * 0.35F, packed(colors.panel), 16);
  return changed;
}

}  // namespace alphabar
