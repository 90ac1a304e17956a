#pragma once

#include <string>

#include "core/scene/scene.h"

namespace alphabar {

/// Marks the place where the slider is and keeps the list in order of time. False: there is one at
/// this place already, or no room for another.
bool add_bookmark(Scene& scene, const std::string& name);

/// The nearest bookmark after the slider's place, or before it; null: there is none.
const Bookmark* next_bookmark(const Scene& scene);
const Bookmark* previous_bookmark(const Scene& scene);

/// The one that the slider has come to: the last at or before its place; null: none yet.
const Bookmark* current_bookmark(const Scene& scene);

}  // namespace alphabar
