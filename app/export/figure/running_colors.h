#pragma once

#include <imgui.h>

#include <utility>
#include <vector>

#include "core/files/vector/vector_page.h"

namespace alphabar {

/// Triangles, three vertices each, whose colours run from corner to corner, as a picture over the
/// box that holds them; transparent where there are none.
std::pair<Image, PageBox> running_colors(const std::vector<ImDrawVert>& vertices,
                                         double dots_per_unit);

}  // namespace alphabar
