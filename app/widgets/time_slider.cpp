#include "app/widgets/time_slider.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "app/theme/palette.h"
#include "app/theme/theme.h"
#include "core/plan/timeline.h"

namespace alphabar {

namespace {

/// Where the slider lies on screen, in pixels.
struct Track {
  float left, right, middle, top;

  float at(double position) const { return left + static_cast<float>(position) * (right - left); }
  double under(float x) const { return std::clamp(double{x - left} / (right - left), 0.0, 1.0); }
};

/// The bookmark under the mouse, or null.
const Bookmark* bookmark_under_mouse(const Track& track, std::span<const Bookmark> bookmarks) {
  const Bookmark* near = nullptr;
  const float mouse = ImGui::GetIO().MousePos.x;
  for (const Bookmark& mark : bookmarks)
    if (ImGui::IsItemHovered() && std::abs(track.at(mark.position) - mouse) < grid(0.5F))
      near = &mark;
  if (near) ImGui::SetItemTooltip("%s", near->name.empty() ? "Bookmark" : near->name.c_str());
  return near;
}

/// The position that the mouse asks for, or the one there is.
double asked_position(const Track& track, double position, std::size_t rows, const Bookmark* near) {
  if (near && ImGui::IsItemActivated()) return near->position;
  if (!ImGui::IsItemActivated() && !(ImGui::IsItemActive() && ImGui::IsMouseDragging(0, 1)))
    return position;
  const double wanted = track.under(ImGui::GetIO().MousePos.x);
  if (!ImGui::GetIO().KeyShift) return wanted;
  return position_of(std::round(row_at(wanted, rows).value()), rows);
}

void draw_track(const Track& track, double position, std::size_t rows, const Palette& colors) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const auto& [left, right, middle, top] = track;
  const float thick = grid(0.25F);
  list->AddRectFilled({left, middle - thick}, {right, middle + thick}, packed(colors.field_active),
                      thick);
  list->AddRectFilled({left, middle - thick}, {track.at(position), middle + thick},
                      packed(colors.time, 0.75F), thick);
  if (rows > 1 && (right - left) / static_cast<float>(rows - 1) > grid(0.5F))
    for (std::size_t row = 0; row < rows; ++row) {
      const float x = track.at(position_of(static_cast<double>(row), rows));
      list->AddLine({x, middle + grid(0.75F)}, {x, middle + grid(1)}, packed(colors.quiet, 0.55F));
    }
}

void draw_handle(const ImVec2& at, const Palette& colors) {
  const bool lit = ImGui::IsItemHovered() || ImGui::IsItemActive();
  const float radius = grid(0.875F);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddCircleFilled(at, lit ? radius : radius * 0.85F, packed(colors.time), 24);
  list->AddCircleFilled(at, radius * 0.35F, packed(colors.panel), 16);
}

}  // namespace

bool time_slider(const char* id, double& position, const SliderTrack& shown) {
  const Palette colors = palette(shown.theme);
  const float height = ImGui::GetFrameHeight(), radius = grid(0.875F);
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const float width = std::max(shown.width, grid(4));
  ImGui::InvisibleButton(id, {width, height});
  const Track track{corner.x + radius, corner.x + width - radius, corner.y + height / 2, corner.y};
  const Bookmark* near = bookmark_under_mouse(track, shown.bookmarks);
  const double before = position;
  position = asked_position(track, position, shown.rows, near);

  draw_track(track, position, shown.rows, colors);
  for (const Bookmark& mark : shown.bookmarks) {
    const float x = track.at(mark.position), r = grid(&mark == near ? 0.5F : 0.375F);
    const float top = track.top + r;
    ImGui::GetWindowDrawList()->AddTriangleFilled({x - r, top - r}, {x + r, top - r}, {x, top + r},
                                                  packed(colors.text));
  }
  draw_handle({track.at(position), track.middle}, colors);
  return position != before;
}

}  // namespace alphabar
