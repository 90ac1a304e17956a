#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace alphabar {

/// The desktop's own box for choosing a file (zenity, kdialog and their like), in a process of its
/// own: nothing here waits for it.
class FileDialog {
 public:
  enum class Kind { open, save };

  /// Whether this desktop has one. The first call looks for the helpers, some milliseconds.
  static bool available();

  /// Shows it. `start`: the file or folder it begins at; may be empty. `endings`: those of the
  /// files that it shows first, "*.json *.png".
  FileDialog(Kind kind, const std::string& title, const std::filesystem::path& start,
             const std::string& endings);
  ~FileDialog();  ///< takes a box that is still open away
  FileDialog(const FileDialog&) = delete;
  FileDialog& operator=(const FileDialog&) = delete;

  Kind kind() const { return kind_; }

  /// Nothing while it is open; then what was chosen, empty where somebody gave up.
  std::optional<std::filesystem::path> answer();

 private:
  struct Box;
  Kind kind_;
  std::unique_ptr<Box> box_;
};

}  // namespace alphabar
