#pragma once

#include <filesystem>
#include <string>

#include "core/scene/scene.h"

namespace alphabar {

/// The paths that a scene holds (folders of nets, a picture) when it was read from `file`: those
/// that begin at the file's folder become whole, so that they mean the same from any current
/// folder. A net's may begin at the folder above, too. What is not there stays as it is: a path
/// from the current folder, or the name of a net that is shipped.
void place_paths(Scene& scene, const std::filesystem::path& file);
Scene placed(Scene scene, const std::filesystem::path& file);

/// A scene as text that is kept in `file`: paths into the file's folder begin there, so that the
/// folder can be moved as a whole; others that are there are whole.
std::string json_kept_in(const std::filesystem::path& file, Scene scene);

}  // namespace alphabar
