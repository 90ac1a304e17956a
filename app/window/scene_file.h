#pragma once

#include <filesystem>

#include "app/window/app_state.h"

namespace alphabar {

/// Opens a scene file: it becomes the scene (one step of undo), or a notice says in one line why
/// not and everything stays. A picture with a recipe is opened by its recipe; a table of points (.csv)
/// takes the place of the scene's data.
void open_scene(AppState& app, const std::filesystem::path& file);

/// Writes the scene, whole or not at all; a notice says where, or why not.
void save_scene(AppState& app, const std::filesystem::path& file);

}  // namespace alphabar
