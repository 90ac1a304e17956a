#include "app/window/layout.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <map>

#include "app/theme/theme.h"
#include "app/window/panel_table.h"

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

ImGuiDockNode* node_of(const Panel& panel) {
  const ImGuiWindow* open = ImGui::FindWindowByName(panel.name);
  return open ? open->DockNode : nullptr;
}

/// A panel that has its place to itself shows no tab, and no corner to bring one back.
void tidy_tabs(const ViewSpec& view) {
  std::map<ImGuiDockNode*, int> sharing;
  for (const Panel& panel : panels())
    if (ImGuiDockNode* node = node_of(panel)) sharing[node] += is_shown(panel, view);
  for (const auto& [node, count] : sharing) {
    const ImGuiDockNodeFlags alone = ImGuiDockNodeFlags_NoTabBar;
    node->SetLocalFlags(count > 1 ? node->LocalFlags & ~alone : node->LocalFlags | alone);
  }
}

void build(ImGuiID root, Layout layout, const ImVec2& room) {
  const Sizes sizes = sizes_for(room);
  ImGui::DockBuilderRemoveNode(root);
  ImGui::DockBuilderAddNode(root, int{ImGuiDockNodeFlags_DockSpace} | quiet_node);
  ImGui::DockBuilderSetNodeSize(root, room);
  std::array<ImGuiID, 4> places{};  // by Place
  const auto place = [&](Place which) -> ImGuiID& {
    return places[static_cast<std::size_t>(which)];
  };
  ImGuiID& middle = place(Place::middle) = root;
  if (layout == Layout::narrow) {
    const float part = std::clamp(grid(37) / room.x, 0.3F, 0.42F);
    place(Place::left) = place(Place::right) =
        ImGui::DockBuilderSplitNode(middle, ImGuiDir_Left, part, nullptr, &middle);
    place(Place::bottom) = middle;
  } else {
    place(Place::left) = ImGui::DockBuilderSplitNode(middle, ImGuiDir_Left,
                                                     sizes.scene / room.x, nullptr, &middle);
    place(Place::bottom) = ImGui::DockBuilderSplitNode(middle, ImGuiDir_Down,
                                                       sizes.pictures / room.y, nullptr, &middle);
    place(Place::right) = ImGui::DockBuilderSplitNode(
        middle, ImGuiDir_Right, sizes.curves / (room.x - sizes.scene), nullptr, &middle);
  }
  for (const Panel& panel : panels()) ImGui::DockBuilderDockWindow(panel.name, place(panel.place));
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
  tidy_tabs(app.session.scene().view);
  ImGui::DockSpaceOverViewport(root, viewport, quiet_node);
}

void bring_to_front(AppState& app) {
  if (app.frames_to_front == 0) return;
  --app.frames_to_front;
  for (const char* name : {"Pictures", "Scene", "Particles"}) ImGui::SetWindowFocus(name);
}

}  // namespace alphabar
