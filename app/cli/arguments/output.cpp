#include "app/cli/arguments/output.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/base/error.h"
#include "core/files/atomic_file.h"
#include "core/io/scene/scene_paths.h"

namespace alphabar {

namespace fs = std::filesystem;

void check_output(const std::string& path, std::initializer_list<Product> products) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_character_file(status) || fs::is_fifo(status)) return;
  std::vector<std::string_view> endings;
  for (const Product product : products)
    for (const std::string_view ending : endings_of(product)) endings.push_back(ending);
  const bool fits = std::ranges::any_of(
      endings, [&](const std::string_view ending) { return path.ends_with(ending); });
  if (!fits) throw BadRequest(path, "-o", "", "a name that ends in " + joined(endings, " or "));
  AtomicFile{path};  // nothing is left of it
}

void add_output(CLI::App& command, std::string& path, const std::string& help, Product product) {
  command.add_option("-o,--output", path, help + " " + in_brackets(product))->required();
}

void add_no_scene(CLI::App& command, Carries& carries) {
  command.add_flag_callback(
      "--no-scene", [&carries] { carries = Carries::nothing; },
      "the file does not carry its scene; otherwise it can be given as FILE");
}

std::string recipe_for(const std::filesystem::path& file, const Scene& scene, Carries carries) {
  return carries == Carries::scene ? json_kept_in(file, scene) : "";
}

std::string in_brackets(Product product) {
  return fmt::format("({})", joined(endings_of(product), ", "));
}

}  // namespace alphabar
