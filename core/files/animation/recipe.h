#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace alphabar {

/// The recipe (the scene's JSON, as text) in a file that Alphabar wrote: in the metadata of its
/// kind, an array of an .npz, the last line of a table. The text is not checked: that is for
/// whoever parses it.
///
/// Throws BadRequest for a file that is missing, damaged, of another kind or without a recipe.
std::string read_recipe(const std::filesystem::path& path);
/// The same; none: it has none, or is of a kind that has none.
std::optional<std::string> find_recipe(const std::filesystem::path& path);

/// That of a table or a program, which is a comment in its last line; none: it has none, as tables
/// from elsewhere. Throws BadRequest for a file that cannot be read, and a recipe that is damaged.
std::optional<std::string> read_text_recipe(const std::filesystem::path& path);

}  // namespace alphabar
