#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace alphabar {

/// What of a folder the open and save box offers: its folders, and the files that Alphabar opens.
/// Hidden ones are left out.
struct FolderList {
  struct Entry {
    std::string name;
    bool folder = false;
    bool operator==(const Entry&) const = default;
  };
  std::filesystem::path folder;
  std::vector<Entry> entries;  ///< folders first, each in the order of the alphabet
  std::string problem;         ///< why there are none; empty where the folder could be read
};

/// Reads a folder; empty: the current one. Lists the first 1,000 where there are more. Throws
/// nothing.
FolderList list_folder(const std::filesystem::path& folder);

/// The entries that a half-typed path can become: those of its folder whose name begins with what
/// follows the last slash, in either case of letters.
std::vector<FolderList::Entry> matching(const FolderList& list, const std::filesystem::path& typed);

}  // namespace alphabar
