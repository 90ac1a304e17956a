#include "app/settings/user_folders.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

}  // namespace

UserFolders user_folders(const std::function<const char*(const char*)>& environment) {
  const auto absolute = [&](const char* name) -> fs::path {
    const char* value = environment(name);
    const fs::path path = value ? value : "";
    return path.is_absolute() ? path : fs::path();
  };
  const fs::path home = absolute("HOME");
  const auto folder = [&](const char* name, const char* under_home) -> fs::path {
    const fs::path base = absolute(name);
    if (!base.empty()) return base / "alphabar";
    return home.empty() ? fs::path() : home / under_home / "alphabar";
  };
  return {folder("XDG_CONFIG_HOME", ".config"), folder("XDG_STATE_HOME", ".local/state")};
}

}  // namespace alphabar
