#pragma once

#include <filesystem>
#include <string>

namespace alphabar {

/// The recipe (the scene's JSON, as text) in a picture or an animation that Alphabar wrote: in the
/// metadata of its kind. The text is not checked: that is for whoever parses it.
///
/// Throws BadRequest for a file that is missing, damaged, of another kind or without a recipe.
std::string read_recipe(const std::filesystem::path& path);

}  // namespace alphabar
