#pragma once

#include <imgui.h>

#include "app/settings/settings.h"

namespace alphabar {

/// Puts the panels of the table where `tree` says, in the dock space `root` of `size` pixels. What
/// the tree does not name (a panel that is newer than it) comes beside the first panel of its own
/// place; names that are no panel's are passed over.
void build_dock(ImGuiID root, const DockTree& tree, const ImVec2& size, ImGuiDockNodeFlags flags);

/// How the panels lie now, the hidden ones included. What floats is not in it.
DockTree read_dock(ImGuiID root);

/// The same splits with the same panels, and shares that differ by less than a pixel or two.
bool alike(const DockTree& a, const DockTree& b);

}  // namespace alphabar
