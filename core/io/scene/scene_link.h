#pragma once

#include <string>
#include <string_view>

#include "core/scene/scene.h"

namespace alphabar {

/// A scene as a short text without blanks that can be mailed and pasted
/// (core/files/recipe_word.h).
std::string scene_link(const Scene& scene);

/// Whether a text, blanks around it left out, is meant as one.
bool is_scene_link(std::string_view text);

/// The JSON in it, unchecked. Throws BadRequest where it is damaged or would be longer than a scene
/// file may be; where: the source, for the message.
std::string json_of_link(std::string_view text, const std::string& where);

}  // namespace alphabar
