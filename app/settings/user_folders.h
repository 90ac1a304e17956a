#pragma once

#include <filesystem>
#include <functional>

namespace alphabar {

/// Where a user's own files of this program are kept. An empty path: nowhere, nothing is kept.
struct UserFolders {
  std::filesystem::path config;  ///< settings
  std::filesystem::path state;   ///< scenes saved in passing
};

/// By the XDG Base Directory Specification 0.8: $XDG_CONFIG_HOME/alphabar, or ~/.config/alphabar;
/// $XDG_STATE_HOME/alphabar, or ~/.local/state/alphabar. As it asks, a path that is not absolute
/// counts as unset. `environment` gives a variable's value or null. Makes no folder.
UserFolders user_folders(const std::function<const char*(const char*)>& environment);

}  // namespace alphabar
