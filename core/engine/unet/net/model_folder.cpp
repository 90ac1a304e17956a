#include "core/engine/unet/net/model_folder.h"

#include <vector>

#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/engine/unet/net/unet_config.h"
#include "core/files/file_kind.h"
#include "core/files/input_file.h"

namespace alphabar {

namespace fs = std::filesystem;

namespace {

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

/// Why something that is there is no model's folder; empty: nothing is there.
std::string why_not(const fs::path& place) {
  std::error_code error;
  const fs::file_status status = fs::status(place, error);
  if (!fs::exists(status)) return "";
  if (fs::is_directory(status))
    return is_there(place / "model_index.json")
               ? "it is the folder of a whole pipeline: give the folder unet in it"
               : "there is no config.json in it";
  if (!fs::is_regular_file(status)) return "it is a pipe or a device";
  const FileKind& kind = kind_of(place);
  return *kind.name ? std::string("it is ") + kind.name + ": " + kind.advice : "it is a file";
}

/// Weights in another form beside where they should be; empty: there are none.
std::string other_weights(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::string name = at->path().filename().string();
    const bool pickle =
        std::string_view(kind_of(at->path()).name).find("pickle") != std::string_view::npos;
    if (name.ends_with(".safetensors.index.json") || name.ends_with(".safetensors") || pickle)
      return name;
  }
  return "";
}

}  // namespace

void check_weights_file(const fs::path& folder) {
  const fs::path file = folder / DiffusersFolder::weights_name;
  const std::string other = is_there(file) ? "" : other_weights(folder);
  if (other.empty()) return check_input_file(file);
  const bool sharded =
      other.find(".index.") != std::string::npos || other.find("-of-") != std::string::npos;
  const char* advice = sharded ? "they are in several files: save them with a max_shard_size that "
                                 "holds them all"
                       : other.ends_with(".safetensors")
                           ? "give them that name"
                           : "a pickle is a program and is not read: save them with "
                             "save_pretrained(..., safe_serialization=True)";
  throw BadRequest(folder.string(), "weights", other, DiffusersFolder::weights_name, advice);
}

fs::path find_model(const std::string& text, const fs::path& beside) {
  const fs::path name = path_of(text);
  std::error_code error;
  std::vector<fs::path> places;
  if (!beside.empty()) {
    places.push_back(beside / name);
    places.push_back(beside.parent_path() / name);
  }
  places.push_back(name);
  const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
  for (const char* assets : {"assets", "../assets", "../share/alphabar"})
    if (!program.empty()) places.push_back(program / assets / "models" / name);
  places.push_back(fs::path(ALPHABAR_SOURCE_ASSETS) / "models" / name);
  if (!name.empty())
    for (const fs::path& place : places)
      if (fs::is_regular_file(place / DiffusersFolder::config_name, error))
        return place.lexically_normal();
  std::string advice = "looked last in " + places.back().string();
  if (!name.empty())
    for (const fs::path& place : places)
      if (const std::string reason = why_not(place); !reason.empty()) {
        advice = reason;
        break;
      }
  throw BadRequest("pictures", "model", text,
                   "a folder with config.json, or the name of one in assets/models", advice);
}

}  // namespace alphabar
