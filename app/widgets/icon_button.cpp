#include "app/widgets/icon_button.h"

#include <imgui.h>

#include <cmath>
#include <numbers>

#include "app/theme/palette.h"
#include "app/theme/theme.h"
#include "app/widgets/property.h"

namespace alphabar {
namespace {

constexpr float pi = std::numbers::pi_v<float>;

/// Draws in a square of side 2 around `c`, half side `r` pixels.
struct Pen {
  ImDrawList* list;
  ImVec2 c;
  float r;
  ImU32 color;
  float width;

  ImVec2 at(float x, float y) const { return {c.x + x * r, c.y + y * r}; }
  /// Pointing left (-1) or right (1), its base at x.
  void triangle(float x, float direction, float length, float half = 0.7F) const {
    list->AddTriangleFilled(at(x, -half), at(x, half), at(x + length * direction, 0), color);
  }
  void bar(float x, float half = 0.1F) const {
    list->AddRectFilled(at(x - half, -0.75F), at(x + half, 0.75F), color, r * 0.1F);
  }
  void line(float x1, float y1, float x2, float y2) const {
    list->AddLine(at(x1, y1), at(x2, y2), color, width);
  }
  /// Part of a circle with an arrow head at its end.
  void turn(float from, float to) const {
    list->PathArcTo(c, r * 0.75F, from, to, 24);
    list->PathStroke(color, width);
    const ImVec2 tip{std::cos(to) * 0.75F, std::sin(to) * 0.75F};
    const float sense = to > from ? 1.0F : -1.0F;
    const ImVec2 along{-std::sin(to) * sense, std::cos(to) * sense};
    const ImVec2 out{std::cos(to), std::sin(to)};
    list->AddTriangleFilled(at(tip.x + along.x * 0.5F, tip.y + along.y * 0.5F),
                            at(tip.x + out.x * 0.4F, tip.y + out.y * 0.4F),
                            at(tip.x - out.x * 0.4F, tip.y - out.y * 0.4F), color);
  }
};

void draw(const Pen& pen, Icon icon) {
  switch (icon) {
    case Icon::first:
      pen.bar(-1);
      pen.triangle(0.1F, -1, 0.9F);
      pen.triangle(1, -1, 0.9F);
      break;
    case Icon::back:
      pen.triangle(0.25F, -1, 1.1F);
      pen.bar(0.65F);
      break;
    case Icon::play: pen.triangle(-0.55F, 1, 1.5F, 1); break;
    case Icon::pause:
      pen.bar(-0.4F, 0.2F);
      pen.bar(0.4F, 0.2F);
      break;
    case Icon::forward:
      pen.bar(-0.65F);
      pen.triangle(-0.25F, 1, 1.1F);
      break;
    case Icon::last:
      pen.triangle(-1, 1, 0.9F);
      pen.triangle(-0.1F, 1, 0.9F);
      pen.bar(1);
      break;
    case Icon::loop: pen.turn(-pi * 0.35F, pi * 1.4F); break;
    case Icon::ping_pong:
      pen.line(-0.6F, 0, 0.6F, 0);
      pen.triangle(-0.4F, -1, 0.6F, 0.5F);
      pen.triangle(0.4F, 1, 0.6F, 0.5F);
      break;
    case Icon::undo: pen.turn(pi * 0.25F, -pi * 0.95F); break;
    case Icon::redo: pen.turn(pi * 0.75F, pi * 1.95F); break;
    case Icon::add:
      pen.line(-0.7F, 0, 0.7F, 0);
      pen.line(0, -0.7F, 0, 0.7F);
      break;
    case Icon::remove:
      pen.line(-0.55F, -0.55F, 0.55F, 0.55F);
      pen.line(-0.55F, 0.55F, 0.55F, -0.55F);
      break;
    case Icon::hidden: pen.line(-0.8F, 0.8F, 0.8F, -0.8F); [[fallthrough]];
    case Icon::shown:  // an eye
      pen.list->AddEllipse(pen.c, {pen.r, 0.6F * pen.r}, pen.color, 0, 0, pen.width);
      pen.list->AddCircleFilled(pen.c, 0.28F * pen.r, pen.color);
      break;
    case Icon::copy:
      pen.list->AddRect(pen.at(-0.7F, -0.7F), pen.at(0.3F, 0.3F), pen.color, 1, pen.width);
      pen.list->AddRectFilled(pen.at(-0.2F, -0.2F), pen.at(0.75F, 0.75F), pen.color, 1);
      break;
  }
}

}  // namespace

float icon_button_size() { return ImGui::GetFrameHeight(); }

bool icon_button(const char* id, Icon icon, const std::string& tooltip, const ButtonState& state) {
  const auto [on, enabled] = state;
  const float side = icon_button_size();
  ImGui::BeginDisabled(!enabled);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const bool pressed = ImGui::InvisibleButton(id, {side, side});
  ImDrawList* list = ImGui::GetWindowDrawList();
  const bool hovered = ImGui::IsItemHovered(), held = ImGui::IsItemActive();
  if (hovered || held)
    list->AddRectFilled(at, {at.x + side, at.y + side},
                        ImGui::GetColorU32(held ? ImGuiCol_FrameBgActive : ImGuiCol_FrameBgHovered),
                        grid(0.5F));
  const ImU32 color = ImGui::GetColorU32(on ? ImGuiCol_Text : ImGuiCol_TextDisabled, on ? 1 : 0.6F);
  draw({list, {at.x + side / 2, at.y + side / 2}, side * 0.25F, color, grid(0.2F)}, icon);
  ImGui::EndDisabled();
  help_on_hover(tooltip.c_str());
  return pressed;
}

}  // namespace alphabar
