#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/scene/scene.h"

namespace alphabar {

/// A topic's title in another language, a tag (BCP 47).
struct TopicTitle {
  std::string lang, title;
};

/// A part of the course that the gallery is: its scenes by name, in their order.
struct Topic {
  std::string title;  ///< in English
  std::vector<TopicTitle> translations;
  std::vector<std::string> scenes;
};

/// All of them, in the order of a course.
const std::vector<Topic>& shipped_topics();

const std::string& title_of(const Topic& topic, const std::string& language);

/// A scene of assets/scenes, which are part of the program. Each makes one point.
struct ShippedScene {
  std::string name;  ///< "fewer-steps": of its file, and for the command line
  Scene scene;
  std::string_view thumbnail;  ///< a PNG of 320 x 200, lives as long as the program
  const Topic* topic;          ///< that it belongs to; the same
};

/// All of them, in the order of a course.
std::vector<ShippedScene> shipped_scenes();

std::vector<std::string> shipped_scene_names();

/// Throws BadRequest, which says how to see the names there are.
Scene shipped_scene(const std::string& name);

}  // namespace alphabar
