#include "core/files/arrays/tensor_files.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/error.h"
#include "core/files/json/json_strict.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t most_files = 1000;
constexpr JsonLimits index_limits{.bytes = std::size_t{16} << 20, .depth = 8, .values = 500'000};

std::string shown(const json& value) {
  const std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
  return text.size() > 80 ? text.substr(0, 77) + "..." : text;
}

/// A name in the folder of the index: nothing that leads elsewhere.
bool is_plain_name(const std::string& text) {
  return !text.empty() && text.find_first_of("/\\") == std::string::npos && text != "." &&
         text != ".." && text.ends_with(".safetensors") && text.find('\0') == std::string::npos;
}

struct Index {
  std::map<std::string, std::string> weight_map;
  std::optional<std::uint64_t> total_size;
};

Index read_index(const fs::path& path) {
  const std::string file = path.string();
  const json document = read_json(path, index_limits);
  const auto refuse = [&](const std::string& field, const json& value, const char* allowed) {
    throw BadRequest(file, field, shown(value), allowed);
  };
  if (!document.is_object()) refuse("", document, "an object with weight_map");
  const auto map = document.find("weight_map");
  if (map == document.end() || !map->is_object() || map->empty())
    refuse("weight_map", map == document.end() ? json() : *map, "file names by tensor");
  Index index;
  for (const auto& [tensor, name] : map->items()) {
    if (!name.is_string() || !is_plain_name(name.get<std::string>()))
      refuse("weight_map." + tensor, name, "the name of a .safetensors file beside the index");
    index.weight_map[tensor] = name.get<std::string>();
  }
  const auto metadata = document.find("metadata");
  if (metadata == document.end() || metadata->is_null()) return index;
  if (!metadata->is_object()) refuse("metadata", *metadata, "an object");
  const auto size = metadata->find("total_size");
  if (size == metadata->end()) return index;
  // Some writers have it as a real number.
  const bool whole =
      size->is_number_unsigned() ||
      (size->is_number_float() && size->get<double>() >= 0 && size->get<double>() < 0x1p53);
  if (!whole) refuse("metadata.total_size", *size, "bytes");
  index.total_size = size->get<std::uint64_t>();
  return index;
}

}  // namespace

TensorFiles TensorFiles::open(const fs::path& path) {
  TensorFiles result;
  result.name_ = path.string();
  if (path.extension() != ".json") {
    result.file_names_.push_back(path.filename().string());
    result.files_.push_back(Safetensors::open(path));
    return result;
  }
  const Index index = read_index(path);
  std::set<std::string> names;
  for (const auto& [tensor, name] : index.weight_map) names.insert(name);
  if (names.size() > most_files)
    throw BadRequest(result.name_, "weight_map", std::to_string(names.size()) + " files",
                     "at most " + std::to_string(most_files));
  for (const std::string& name : names) {
    std::error_code error;
    if (!fs::exists(path.parent_path() / name, error))
      throw BadRequest(result.name_, "weight_map", name, "a file that is there",
                       "one part of the weights is missing: fetch it again");
    result.file_names_.push_back(name);
    result.files_.push_back(Safetensors::open(path.parent_path() / name));
  }
  result.check_index(index.weight_map, index.total_size);
  return result;
}

void TensorFiles::check_index(const std::map<std::string, std::string>& weight_map,
                              std::optional<std::uint64_t> total_size) const {
  std::map<std::string, std::string> seen;
  for (std::size_t i = 0; i < files_.size(); ++i)
    for (const TensorEntry& tensor : files_[i].tensors()) {
      const auto [other, is_new] = seen.emplace(tensor.name, file_names_[i]);
      if (!is_new)
        throw BadRequest(name_, tensor.name, "in " + other->second + " and in " + file_names_[i],
                         "one file for each tensor");
      const auto said = weight_map.find(tensor.name);
      if (said == weight_map.end())
        throw BadRequest(name_, "weight_map." + tensor.name, "missing",
                         file_names_[i] + ", where the tensor is");
    }
  for (const auto& [tensor, file] : weight_map) {
    const auto found = seen.find(tensor);
    if (found == seen.end() || found->second != file)
      throw BadRequest(name_, "weight_map." + tensor, file,
                       found == seen.end() ? "a file that has it: none does"
                                           : found->second + ", where the tensor is");
  }
  if (total_size && *total_size != bytes())
    throw BadRequest(name_, "metadata.total_size", std::to_string(*total_size),
                     std::to_string(bytes()) + ", the bytes of all tensors",
                     "do the index and the files belong together?");
}

std::optional<TensorFiles::Place> TensorFiles::find(const std::string& name) const {
  for (const Safetensors& file : files_)
    if (const TensorEntry* tensor = file.find(name)) return Place{&file, tensor};
  return {};
}

std::vector<TensorFiles::Place> TensorFiles::all() const {
  std::vector<Place> places;
  for (const Safetensors& file : files_)
    for (const TensorEntry& tensor : file.tensors()) places.push_back({&file, &tensor});
  return places;
}

std::uint64_t TensorFiles::bytes() const {
  std::uint64_t sum = 0;
  for (const Place& place : all()) sum += place.tensor->end - place.tensor->begin;
  return sum;
}

}  // namespace alphabar
