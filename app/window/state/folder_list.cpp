#include "app/window/state/folder_list.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/files/file_kind.h"
#include "core/files/input_file.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most = 1000;

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

}  // namespace

FolderList list_folder(const fs::path& folder) {
  FolderList list;
  list.folder = folder;
  std::error_code error;
  fs::directory_iterator at(folder.empty() ? fs::path(".") : folder,
                            fs::directory_options::skip_permission_denied, error);
  if (error) {
    list.problem = error.message();
    return list;
  }
  const std::vector<std::string_view> offered = endings_offered();
  for (; at != fs::directory_iterator(); at.increment(error)) {
    if (error) break;
    const std::string name = at->path().filename().string();
    if (name.empty() || name.front() == '.') continue;
    std::error_code ignored;  // an entry that cannot be looked at is a file
    const bool is_folder = at->is_directory(ignored);
    if (!is_folder && !std::ranges::count(offered, ending_of(at->path()))) continue;
    list.entries.push_back({name, is_folder});
    if (list.entries.size() == most) break;
  }
  if (error) list.problem = error.message();
  std::ranges::sort(list.entries, {}, [](const FolderList::Entry& entry) {
    return std::pair(!entry.folder, lower(entry.name));
  });
  return list;
}

std::vector<FolderList::Entry> matching(const FolderList& list, const fs::path& typed) {
  const std::string start = lower(typed.filename().string());
  std::vector<FolderList::Entry> fitting;
  for (const FolderList::Entry& entry : list.entries)
    if (lower(entry.name).starts_with(start)) fitting.push_back(entry);
  return fitting;
}

}  // namespace alphabar
