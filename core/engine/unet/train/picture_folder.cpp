#include "core/engine/unet/train/picture_folder.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/files/stills/still_reader.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> sorted_names(const fs::path& folder, bool folders) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code ignored;
    if (folders ? at->is_directory(ignored) : at->is_regular_file(ignored) && is_still(at->path()))
      found.push_back(at->path());
  }
  if (error)
    throw BadRequest(folder.string(), "", "", "a folder that can be read", error.message());
  std::ranges::sort(found);
  return found;
}

}  // namespace

PictureFolder read_picture_folder(const fs::path& folder) {
  PictureFolder all;
  for (const fs::path& file : sorted_names(folder, false)) all.files.push_back({file, 0});
  const std::size_t own = all.files.size();
  for (const fs::path& inner : sorted_names(folder, true)) {
    const std::vector<fs::path> files = sorted_names(inner, false);
    if (files.empty()) continue;
    const int label = static_cast<int>(all.classes.size());
    all.classes.push_back(inner.filename().string());
    for (const fs::path& file : files) all.files.push_back({file, label});
  }
  if (all.files.empty())
    throw BadRequest(folder.string(), "", "no picture",
                     "a folder of pictures (" + still_kinds() + "), or of a folder for each class");
  if (own > 0 && !all.classes.empty())
    throw BadRequest(folder.string(), "", "pictures in it and in " + all.classes.front(),
                     "all of them in the folder itself, or all in a sub-folder for each class");
  if (all.classes.size() > 255)
    throw BadRequest(folder.string(), "classes", std::to_string(all.classes.size()), "at most 255");
  return all;
}

}  // namespace alphabar
