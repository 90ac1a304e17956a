#pragma once

#include <filesystem>

#include "app/session/background/backends.h"
#include "core/scene/scene.h"

namespace alphabar {

/// Writes the picture that a gallery shows of a scene, 320 x 200: its particle panes at its place
/// in time; of a scene that shows a panel which is usually hidden, that panel; of one arranged for
/// pictures, its filmstrip. The scene is the PNG's recipe. No
/// display is needed. Throws what shot() throws.
void thumbnail(const Scene& scene, const std::filesystem::path& file, Backends backends);

}  // namespace alphabar
