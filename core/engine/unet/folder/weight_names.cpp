#include "core/engine/unet/folder/weight_names.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/engine/unet/folder/model_folder.h"
#include "core/files/file_kind.h"
#include "core/files/input_file.h"

namespace alphabar {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view base = "diffusion_pytorch_model";
constexpr std::string_view one_file = ".safetensors";
constexpr std::string_view index = ".safetensors.index.json";

/// The names of a folder's files, in order.
std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    names.push_back(at->path().filename().string());
  std::ranges::sort(names);
  return names;
}

/// One of several files: "...-00001-of-00007.safetensors".
bool is_shard(std::string_view name) { return name.find("-of-") != std::string_view::npos; }

/// What stands between the dots: "fp16" of ".fp16"; nothing where it does not begin with one.
std::optional<std::string> variant_in(std::string_view text) {
  if (text.empty()) return "";
  if (text.size() < 2 || text[0] != '.' || text.find('.', 1) != std::string_view::npos) return {};
  return std::string(text.substr(1));
}

/// The variant that a name of a file or an index has; nothing: it is neither.
std::optional<std::string> variant_of(std::string_view name) {
  if (!name.starts_with(base) || is_shard(name)) return {};
  name.remove_prefix(base.size());
  if (name.ends_with(index)) return variant_in(name.substr(0, name.size() - index.size()));
  // "diffusion_pytorch_model.safetensors.index.fp16.json"
  constexpr std::string_view before = ".safetensors.index", after = ".json";
  if (name.starts_with(before) && name.ends_with(after))
    return variant_in(name.substr(before.size(), name.size() - before.size() - after.size()));
  if (name.ends_with(one_file)) return variant_in(name.substr(0, name.size() - one_file.size()));
  return {};
}

/// A shell's word.
std::string quoted(const fs::path& path) {
  std::string text = "'";
  for (const char c : path.string()) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

/// Text that stands for a large file where Git LFS has not fetched it.
bool is_lfs_pointer(const fs::path& file) {
  constexpr std::string_view start = "version https://git-lfs";
  constexpr std::size_t longest = 1024;
  try {
    const InputFile opened(file);
    if (opened.size() < start.size() || opened.size() > longest) return false;
    std::string text(start.size(), '\0');
    opened.read(0, std::as_writable_bytes(std::span(text)));
    return text == start;
  } catch (const std::exception&) {  // whoever reads it says why it cannot
    return false;
  }
}

[[noreturn]] void refuse_pointer(const fs::path& file) {
  throw BadRequest(file.string(), "content", "a pointer of Git LFS", "the file that it points to",
                   "run: git -C " + quoted(file.parent_path()) + " lfs pull");
}

void refuse_pointers(const fs::path& folder, const std::vector<std::string>& names) {
  for (const std::string& name : names)
    if (name.ends_with(one_file) && is_lfs_pointer(folder / name)) refuse_pointer(folder / name);
}

void refuse_others(const fs::path& folder, const std::vector<std::string>& names) {
  const std::string wanted = std::string(base) + std::string(one_file) + " or its index";
  const auto refuse = [&](const std::string& found, const std::string& advice) {
    throw BadRequest(folder.string(), "weights", found, wanted, advice);
  };
  for (const std::string& name : names) {
    const fs::path file = folder / name;
    const bool pickle =
        std::string_view(kind_of(file).name).find("pickle") != std::string_view::npos ||
        name.ends_with(".bin.index.json");
    const bool by_name = name.ends_with(".bin") || name.ends_with(".pt") ||
                         name.ends_with(".pth") || name.ends_with(".ckpt");
    if (by_name && is_lfs_pointer(file)) refuse_pointer(file);
    if (pickle || by_name)
      refuse(name,
             "a pickle is a program and is not read; run: python3 -c \"from diffusers import "
             "UNet2DModel as U; U.from_pretrained(" +
                 quoted(folder) + ", use_safetensors=False).save_pretrained(" + quoted(folder) +
                 ")\"");
  }
  for (const std::string& name : names)
    if (name.ends_with(one_file) && is_shard(name))
      refuse(name, "it is one of several, and their index is missing: fetch it too");
  for (const std::string& name : names)
    if (name.ends_with(one_file)) refuse(name, "give them that name");
  refuse("none", "fetch them too");
}

}  // namespace

WeightNames weight_names(const fs::path& folder) {
  const std::vector<std::string> names = names_in(folder);
  std::map<std::string, std::vector<std::string>> found;  // by variant
  for (const std::string& name : names)
    if (const auto variant = variant_of(name)) found[*variant].push_back(name);
  if (found.empty()) refuse_others(folder, names);
  if (found.size() > 1 && !found.contains("")) {
    std::string all;
    for (const auto& [variant, files] : found) all += (all.empty() ? "" : ", ") + variant;
    throw BadRequest(folder.string(), "weights", "variants " + all, "one of them",
                     "move the others out of the folder");
  }
  const auto& [variant, files] = *found.begin();
  if (files.size() > 1)
    throw BadRequest(folder.string(), "weights", files[0] + " and " + files[1], "one of them",
                     "move the other out of the folder");
  refuse_pointers(folder, names);
  return {folder / files.front(), variant};
}

}  // namespace alphabar
