#include "core/io/scene/scene_link.h"

#include <nlohmann/json.hpp>

#include "core/files/json/json_strict.h"
#include "core/files/recipe_word.h"
#include "core/io/scene/scene_json.h"

namespace alphabar {

std::string scene_link(const Scene& scene) {
  return recipe_word(nlohmann::ordered_json::parse(to_json(scene)).dump());
}

bool is_scene_link(std::string_view text) { return is_recipe_word(text); }

std::string json_of_link(std::string_view text, const std::string& where) {
  return json_of_word(text, where, JsonLimits{}.bytes);
}

}  // namespace alphabar
