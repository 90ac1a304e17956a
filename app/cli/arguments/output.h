#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <initializer_list>
#include <string>

#include "core/files/file_kind.h"
#include "core/scene/scene.h"

namespace alphabar {

/// Throws BadRequest unless a file of that name, which must be one for one of these products, can
/// be written: to be told before the work, not after it. A device or a pipe may have any name.
void check_output(const std::string& path, std::initializer_list<Product> products);

/// Gives a command its -o; `help` is told with the product's endings: "where the table goes
/// (.csv)".
void add_output(CLI::App& command, std::string& path, const std::string& help, Product product);

/// Whether a file that is written carries its scene.
enum class Carries { scene, nothing };

/// Gives a command --no-scene.
void add_no_scene(CLI::App& command, Carries& carries);

/// The recipe for what a command writes into a file: the scene's JSON, with paths as they are from
/// there, or nothing where it is not wanted.
std::string recipe_for(const std::filesystem::path& file, const Scene& scene, Carries carries);

/// "(.csv)" of tables.
std::string in_brackets(Product product);

}  // namespace alphabar
