#pragma once

#include <filesystem>

namespace alphabar {

/// A new folder of the system's for files that come and go; it goes with all that is in it.
class TemporaryFolder {
 public:
  /// Throws Failed where the system gives none.
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace alphabar
