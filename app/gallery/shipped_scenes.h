#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/scene/scene.h"

namespace alphabar {

/// A scene of assets/scenes, which are part of the program. Each makes one point.
struct ShippedScene {
  std::string name;  ///< "fewer-steps": of its file, and for the command line
  Scene scene;
  std::string_view thumbnail;  ///< a PNG of 320 x 200, lives as long as the program
};

/// All of them, in the order of a course.
std::vector<ShippedScene> shipped_scenes();

std::vector<std::string> shipped_scene_names();

/// Throws BadRequest with the names there are.
Scene shipped_scene(const std::string& name);

}  // namespace alphabar
