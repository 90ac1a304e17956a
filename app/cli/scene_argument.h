#pragma once

#include <string>

#include "core/scene/scene.h"

namespace alphabar {

/// The scene that a command is given: a scene file or a reference case, a picture or film with a
/// scene in it (.png, .mp4), a table of points (.csv: the default scene with these data), the name of
/// a scene that ships, "-" for a scene on standard input, nothing for the default scene.
/// Throws BadRequest.
Scene scene_argument(const std::string& argument);

}  // namespace alphabar
