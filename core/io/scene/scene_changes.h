#pragma once

#include <string>

#include "core/scene/scene.h"

namespace alphabar {

/// What differs between two scenes, in a line, by the fields of their files: "lane 1 sampler grid
/// steps 50 → 40"; of several the first two and how many more. Empty where nothing does.
std::string changes_text(const Scene& from, const Scene& to);

}  // namespace alphabar
