#include "app/window/document/file_names.h"

#include <charconv>
#include <cstdlib>
#include <system_error>

#include "core/base/path_text.h"
#include "core/files/animation/frame_sink.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

fs::path numbered(const fs::path& file, const std::string& stem, const std::string& number) {
  return file.parent_path() / (stem + "-" + number + file.extension().string());
}

/// "take-3" as "take" and 3; a name without a number counts as the first.
int split_number(std::string& stem) {
  const std::size_t dash = stem.rfind('-');
  if (dash == std::string::npos || dash == 0) return 1;
  int number = 0;
  const char* end = stem.data() + stem.size();
  const auto read = std::from_chars(stem.data() + dash + 1, end, number);
  constexpr int most = 1000;  // larger ones are years and the like
  if (read.ec != std::errc() || read.ptr != end || number < 1 || number > most) return 1;
  stem.resize(dash);
  return number;
}

}  // namespace

std::string shown_path(const fs::path& path) {
  std::error_code ignored;
  const fs::path full = fs::absolute(path, ignored).lexically_normal();
  const char* home = std::getenv("HOME");
  if (!home || !fs::path(home).is_absolute()) return shown(full);
  const fs::path inside = full.lexically_relative(fs::path(home).lexically_normal());
  if (inside.empty() || *inside.begin() == "..") return shown(full);
  return inside == "." ? "~" : "~/" + shown(inside);
}

fs::path replaced_by_animation(const fs::path& file) {
  const fs::path target = sink_target(file);
  std::error_code ignored;
  if (target == file && fs::is_directory(file, ignored)) return {};  // which is refused
  return fs::exists(target, ignored) ? target : fs::path();
}

fs::path first_free(const fs::path& file) {
  if (replaced_by_animation(file).empty()) return file;
  std::string stem = file.stem().string();
  int number = split_number(stem);
  fs::path next = file;
  do next = numbered(file, stem, std::to_string(++number));
  while (!replaced_by_animation(next).empty());
  return next;
}

std::vector<fs::path> clip_files(const fs::path& file, std::size_t count) {
  std::vector<fs::path> files;
  for (std::size_t i = 1; i <= count; ++i)
    files.push_back(numbered(file, file.stem().string(), std::to_string(i)));
  return files;
}

}  // namespace alphabar
