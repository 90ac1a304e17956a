#include "app/window/layout/dock_tree.h"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "app/window/layout/panel_table.h"

namespace alphabar {
namespace {

const Panel* find_panel(const std::string& name) {
  for (const Panel& panel : panels())
    if (name == panel.name) return &panel;
  return nullptr;
}

bool holds(const DockTree& tree, const std::string& name) {
  return std::ranges::count(tree.panels, name) > 0 ||
         std::ranges::any_of(tree.parts, [&](const DockTree& part) { return holds(part, name); });
}

/// The first leaf with a panel of this place; null: there is none.
DockTree* leaf_of(DockTree& tree, Place place) {
  for (const std::string& name : tree.panels)
    if (const Panel* panel = find_panel(name); panel && panel->place == place) return &tree;
  for (DockTree& part : tree.parts)
    if (DockTree* leaf = leaf_of(part, place)) return leaf;
  return nullptr;
}

DockTree& first_leaf(DockTree& tree) {
  return tree.parts.empty() ? tree : first_leaf(tree.parts.front());
}

/// Every panel in one leaf, and nothing else.
DockTree completed(DockTree tree) {
  for (const Panel& panel : panels()) {
    if (holds(tree, panel.name)) continue;
    DockTree* leaf = leaf_of(tree, panel.place);
    (leaf ? *leaf : first_leaf(tree)).panels.emplace_back(panel.name);
  }
  return tree;
}

void build(ImGuiID node, const DockTree& tree) {
  if (tree.parts.size() != 2) {
    for (const std::string& name : tree.panels)
      if (find_panel(name)) ImGui::DockBuilderDockWindow(name.c_str(), node);
    return;
  }
  const bool across = tree.split == "across";
  const float share = static_cast<float>(tree.share);
  ImGuiID first = 0, second = 0;
  // The part that is split off is the one without the particles: theirs grows with the window.
  if (holds(tree.parts[0], "Particles"))
    ImGui::DockBuilderSplitNode(node, across ? ImGuiDir_Right : ImGuiDir_Down, 1 - share, &second,
                                &first);
  else
    ImGui::DockBuilderSplitNode(node, across ? ImGuiDir_Left : ImGuiDir_Up, share, &first, &second);
  build(first, tree.parts[0]);
  build(second, tree.parts[1]);
}

/// Where a panel is docked, and its place among the tabs there.
struct Docked {
  ImGuiID node = 0;
  short order = 0;
};

Docked docked(const Panel& panel) {
  if (const ImGuiWindow* window = ImGui::FindWindowByName(panel.name))
    return {window->DockId, window->DockOrder};
  // One that was never shown: the dock builder's note of it.
  const ImGuiWindowSettings* noted = ImGui::FindWindowSettingsByID(ImHashStr(panel.name));
  return noted ? Docked{noted->DockId, noted->DockOrder} : Docked{};
}

DockTree read(const ImGuiDockNode& node) {
  DockTree tree;
  if (node.IsSplitNode()) {
    const ImGuiAxis axis = node.SplitAxis;
    const float first = node.ChildNodes[0]->SizeRef[axis],
                second = node.ChildNodes[1]->SizeRef[axis];
    tree.split = axis == ImGuiAxis_X ? "across" : "down";
    const double share = first + second > 0 ? double{first} / (first + second) : 0.5;
    tree.share = std::clamp(std::round(share * 1e4) / 1e4, 0.01, 0.99);
    tree.parts = {read(*node.ChildNodes[0]), read(*node.ChildNodes[1])};
    return tree;
  }
  std::vector<std::pair<short, const char*>> tabs;
  for (const Panel& panel : panels())
    if (const Docked at = docked(panel); at.node == node.ID)
      tabs.emplace_back(at.order, panel.name);
  std::ranges::stable_sort(tabs, {}, &std::pair<short, const char*>::first);
  for (const auto& [order, name] : tabs) tree.panels.emplace_back(name);
  return tree;
}

}  // namespace

void build_dock(ImGuiID root, const DockTree& tree, const ImVec2& size, ImGuiDockNodeFlags flags) {
  ImGui::DockBuilderRemoveNode(root);
  ImGui::DockBuilderAddNode(root, int{ImGuiDockNodeFlags_DockSpace} | flags);
  ImGui::DockBuilderSetNodeSize(root, size);
  build(root, completed(tree));
  ImGui::DockBuilderFinish(root);
}

DockTree read_dock(ImGuiID root) {
  const ImGuiDockNode* node = ImGui::DockBuilderGetNode(root);
  return node ? read(*node) : DockTree{};
}

bool alike(const DockTree& a, const DockTree& b) {
  constexpr double little = 0.004;
  if (a.panels != b.panels || a.split != b.split || a.parts.size() != b.parts.size() ||
      std::abs(a.share - b.share) > little)
    return false;
  for (std::size_t i = 0; i < a.parts.size(); ++i)
    if (!alike(a.parts[i], b.parts[i])) return false;
  return true;
}

}  // namespace alphabar
