#include "core/engine/unet/folder/model_folder.h"

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/engine/unet/folder/weight_names.h"
#include "core/files/file_kind.h"
#include "core/files/json/json_strict.h"

namespace alphabar {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* net_class = "UNet2DModel";

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

/// Whether it is a model's folder by its names.
bool is_model(const fs::path& place) {
  return is_file(place / DiffusersFolder::config_name) ||
         is_file(place / DiffusersFolder::pipeline_name) ||
         is_file(place / "unet" / DiffusersFolder::config_name);
}

/// The folder that a file in it stands for.
fs::path folder_of(const fs::path& path) {
  if (!is_file(path)) return path;
  const std::string name = path.filename().string();
  const bool stands = name == DiffusersFolder::config_name ||
                      name == DiffusersFolder::pipeline_name ||
                      name == DiffusersFolder::scheduler_name || name.ends_with(".safetensors");
  if (!stands) return path;
  const fs::path folder = path.parent_path().empty() ? fs::path(".") : path.parent_path();
  // scheduler/scheduler_config.json of a pipeline
  return name == DiffusersFolder::scheduler_name && !is_model(folder) ? folder.parent_path()
                                                                      : folder;
}

/// Why something that is there is no model's folder; empty: nothing is there.
std::string why_not(const fs::path& place) {
  std::error_code error;
  const fs::file_status status = fs::status(place, error);
  if (!fs::exists(status)) return "";
  if (fs::is_directory(status))
    return std::string("there is no ") + DiffusersFolder::config_name + " or " +
           DiffusersFolder::pipeline_name + " in it";
  if (!fs::is_regular_file(status)) return "it is a pipe or a device";
  const FileKind& kind = kind_of(place);
  return *kind.name ? std::string("it is ") + kind.name + ": " + kind.advice : "it is a file";
}

std::string shown(const json& value) {
  const std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
  return text.size() > 80 ? text.substr(0, 77) + "..." : text;
}

/// The class of a part of a pipeline, ["diffusers", "UNet2DModel"]; empty: null, not there.
std::string part_class(const json& index, const std::string& part, const std::string& file) {
  const auto found = index.find(part);
  if (found == index.end() || found->is_null()) return "";
  if (!found->is_array() || found->size() != 2 || !(*found)[1].is_string()) {
    const bool none = found->is_array() && found->size() == 2 && (*found)[1].is_null();
    if (none) return "";
    throw BadRequest(file, part, shown(*found), "[library, class]");
  }
  return (*found)[1].get<std::string>();
}

/// A pipeline of a picture net and a scheduler, and of nothing else.
void read_pipeline(const fs::path& folder, ModelFolder& model) {
  const fs::path path = folder / DiffusersFolder::pipeline_name;
  const std::string file = path.string();
  const json index = read_json(path, {.bytes = std::size_t{1} << 20, .depth = 16});
  if (!index.is_object()) throw BadRequest(file, "", shown(index), "an object");
  for (const auto& [part, value] : index.items()) {
    if (part.starts_with('_') || part == "unet" || part == "scheduler" || !value.is_array())
      continue;
    const std::string type = part_class(index, part, file);
    if (!type.empty())
      throw BadRequest(file, part, type, "unet and scheduler alone",
                       "only nets that work on pixels, with no text and no autoencoder, open here");
  }
  const std::string net = part_class(index, "unet", file);
  if (net != net_class)
    throw BadRequest(file, "unet", net.empty() ? "none" : net, net_class,
                     "only nets that work on pixels open here");
  model.scheduler_class = part_class(index, "scheduler", file);
}

/// The part of a pipeline that has this name: its own folder, or where there is none the
/// pipeline's, as the library finds it (and as the first pipelines were published).
fs::path part_folder(const fs::path& pipeline, const char* part) {
  std::error_code error;
  return fs::is_directory(pipeline / part, error) ? pipeline / part : pipeline;
}

/// The first of the places where a net's scheduler_config.json may lie; empty: in none. A
/// pipeline's (empty: there is none) goes before what a training left beside the net.
fs::path scheduler_of(const fs::path& net, const fs::path& pipeline) {
  std::error_code error;
  const fs::path whole = fs::absolute(net, error).lexically_normal();
  // A folder's name may end in a slash.
  const fs::path above = (whole.filename().empty() ? whole.parent_path() : whole).parent_path();
  const fs::path own = pipeline.empty() ? net : part_folder(pipeline, "scheduler");
  for (const fs::path& place : {own, net, net / "scheduler", above / "scheduler", above})
    if (is_file(place / DiffusersFolder::scheduler_name))
      return place / DiffusersFolder::scheduler_name;
  return {};
}

}  // namespace

std::string ModelFolder::name() const {
  std::error_code error;
  fs::path whole = fs::absolute(folder, error).lexically_normal();
  if (whole.filename().empty()) whole = whole.parent_path();
  if (whole.filename() == "unet" && whole.has_parent_path()) whole = whole.parent_path();
  return alphabar::shown(whole.filename());
}

ModelFolder model_folder(const fs::path& path) {
  ModelFolder model;
  model.folder = folder_of(path);
  const fs::path& folder = model.folder;
  if (!is_model(folder)) {
    const std::string reason = why_not(folder);
    throw BadRequest(folder.string(), "", "",
                     std::string("a folder with ") + DiffusersFolder::config_name + " and " +
                         DiffusersFolder::weights_name + ", or a pipeline's",
                     reason.empty() ? "check the path" : reason);
  }
  fs::path net = folder, pipeline;
  if (is_file(folder / DiffusersFolder::pipeline_name)) {
    read_pipeline(folder, model);
    pipeline = folder;
    net = part_folder(folder, "unet");
  } else if (!is_file(folder / DiffusersFolder::config_name)) {
    net = folder / "unet";
  }
  model.config = net / DiffusersFolder::config_name;
  model.scheduler = scheduler_of(net, pipeline);
  const WeightNames weights = weight_names(net);
  model.weights = weights.path;
  model.variant = weights.variant;
  return model;
}

fs::path find_model(const std::string& text) {
  const fs::path name = path_of(text);
  std::error_code error;
  std::vector<fs::path> places{name};
  const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
  for (const char* assets : {"assets", "../assets", "../share/alphabar"})
    if (!program.empty()) places.push_back(program / assets / "models" / name);
  places.push_back(fs::path(ALPHABAR_SOURCE_ASSETS) / "models" / name);
  if (!name.empty())
    for (const fs::path& place : places)
      if (is_model(folder_of(place))) return folder_of(place).lexically_normal();
  std::string advice = "looked last in " + places.back().string();
  if (!name.empty())
    for (const fs::path& place : places)
      if (const std::string reason = why_not(place); !reason.empty()) {
        advice = reason;
        break;
      }
  throw BadRequest("pictures", "model", text,
                   "a folder with config.json or model_index.json, or the name of one in "
                   "assets/models",
                   advice);
}

}  // namespace alphabar
