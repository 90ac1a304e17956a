#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/lecture/lecture.h"

namespace alphabar {

/// Of the lectures of assets/lectures, which are part of the program: "noise-to-data".
std::vector<std::string> shipped_lecture_names();

/// Null where there is none of this name.
std::optional<Lecture> shipped_lecture(const std::string& name);

}  // namespace alphabar
