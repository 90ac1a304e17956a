#include "core/engine/unet/model_folder.h"

#include <vector>

#include "core/base/error.h"
#include "core/engine/unet/unet_config.h"

namespace alphabar {

namespace fs = std::filesystem;

fs::path find_model(const std::string& name, const fs::path& beside) {
  std::error_code error;
  std::vector<fs::path> places;
  if (!beside.empty()) {
    places.push_back(beside / name);
    places.push_back(beside.parent_path() / name);
  }
  places.emplace_back(name);
  const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
  for (const char* assets : {"assets", "../assets", "../share/alphabar"})
    if (!program.empty()) places.push_back(program / assets / "models" / name);
  places.push_back(fs::path(ALPHABAR_SOURCE_ASSETS) / "models" / name);
  for (const fs::path& place : places)
    if (!name.empty() && fs::is_regular_file(place / DiffusersFolder::config_name, error))
      return place.lexically_normal();
  throw BadRequest("pictures", "model", name,
                   "a folder with config.json, or the name of one in assets/models",
                   "looked last in " + places.back().string());
}

}  // namespace alphabar
