#include "app/window/layout.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>

#include "app/theme/theme.h"

namespace alphabar {
namespace {

constexpr ImGuiDockNodeFlags quiet_node =
    int{ImGuiDockNodeFlags_AutoHideTabBar} | int{ImGuiDockNodeFlags_NoWindowMenuButton} |
    int{ImGuiDockNodeFlags_NoCloseButton};

struct Sizes {
  float scene, curves, pictures;  // pixels
};

Sizes sizes_for(const ImVec2& room) {
  return {std::min(grid(37), room.x * 0.3F), std::min(grid(42), room.x * 0.28F),
          std::clamp(room.y * 0.3F, grid(20), grid(36))};
}

Layout fitting(const ImVec2& room) {
  return room.x < grid(120) || room.y < grid(64) ? Layout::narrow : Layout::wide;
}

/// No tab, and no corner to bring one back: the panel has its place to itself.
void hide_tab(const char* window) {
  const ImGuiWindowSettings* settings = ImGui::FindWindowSettingsByID(ImHashStr(window));
  const ImGuiWindow* open = ImGui::FindWindowByName(window);
  const ImGuiID node = open ? open->DockId : (settings ? settings->DockId : 0);
  if (ImGuiDockNode* found = ImGui::DockBuilderGetNode(node))
    found->SetLocalFlags(found->LocalFlags | ImGuiDockNodeFlags_NoTabBar);
}

void build(ImGuiID root, Layout layout, const ImVec2& room) {
  const Sizes sizes = sizes_for(room);
  ImGui::DockBuilderRemoveNode(root);
  ImGui::DockBuilderAddNode(root, int{ImGuiDockNodeFlags_DockSpace} | quiet_node);
  ImGui::DockBuilderSetNodeSize(root, room);
  ImGuiID middle = root;
  ImGuiID left = 0;
  if (layout == Layout::narrow) {
    const float part = std::clamp(grid(37) / room.x, 0.3F, 0.42F);
    left = ImGui::DockBuilderSplitNode(middle, ImGuiDir_Left, part, nullptr, &middle);
    ImGui::DockBuilderDockWindow("Scene", left);
    ImGui::DockBuilderDockWindow("Curves", left);
    ImGui::DockBuilderDockWindow("Particles", middle);
    ImGui::DockBuilderDockWindow("Pictures", middle);
  } else {
    left = ImGui::DockBuilderSplitNode(middle, ImGuiDir_Left, sizes.scene / room.x, nullptr,
                                       &middle);
    const ImGuiID bottom = ImGui::DockBuilderSplitNode(middle, ImGuiDir_Down,
                                                       sizes.pictures / room.y, nullptr, &middle);
    const ImGuiID right = ImGui::DockBuilderSplitNode(
        middle, ImGuiDir_Right, sizes.curves / (room.x - sizes.scene), nullptr, &middle);
    ImGui::DockBuilderDockWindow("Scene", left);
    ImGui::DockBuilderDockWindow("Pictures", bottom);
    ImGui::DockBuilderDockWindow("Curves", right);
    ImGui::DockBuilderDockWindow("Particles", middle);
  }
  if (layout == Layout::wide)
    for (const char* name : {"Scene", "Particles", "Curves", "Pictures"}) hide_tab(name);
  ImGui::DockBuilderFinish(root);
}

}  // namespace

void lay_out(AppState& app) {
  const ImGuiViewport* viewport = ImGui::GetMainViewport();
  const ImGuiID root = ImGui::GetID("panels");
  const Layout wanted = fitting(viewport->WorkSize);
  if (app.layout != wanted) {
    build(root, wanted, viewport->WorkSize);
    app.layout = wanted;
    app.frames_to_front = 2;  // tabs are there in the next frame
  }
  ImGui::DockSpaceOverViewport(root, viewport, quiet_node);
}

void bring_to_front(AppState& app) {
  if (app.frames_to_front == 0) return;
  --app.frames_to_front;
  for (const char* name : {"Scene", "Particles"}) ImGui::SetWindowFocus(name);
}

}  // namespace alphabar
