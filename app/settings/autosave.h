#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "app/session/background/latest_worker.h"
#include "app/settings/first_error.h"
#include "core/scene/scene.h"
#include "core/system/descriptor.h"

namespace alphabar {

/// Keeps a copy of the open scene on disk, so that a crash costs a few seconds of work.
///
/// Each window has a place of its own, `window-N.json` beside `window-N.lock`, of which it holds
/// the lock: the system drops it when the program ends, however it ends. A scene whose lock nobody
/// holds is thus one that a crash left behind; no other window can take it for that.
class Autosave {
 public:
  /// Takes a place in `folder`, which is made where it is missing, and looks for the newest scene
  /// that was left behind. Throws Failed where there is no place to be had.
  explicit Autosave(const std::filesystem::path& folder);

  ~Autosave() = default;
  Autosave(const Autosave&) = delete;
  Autosave& operator=(const Autosave&) = delete;

  /// The scene file that a crash left behind, until forget(); none: an empty path.
  const std::filesystem::path& left_behind() const { return left_behind_; }
  /// Removes that file: it was opened, or is not wanted.
  void forget();
  /// Gives that file a name that no window looks for, and returns it (its own, where that
  /// fails): it could not be read, which is no reason to lose it.
  std::filesystem::path put_aside();

  /// Writes a copy on another thread, whole or not at all; the newest one wins.
  void save(const Scene& scene);
  void clear();  ///< removes the copy, on that thread: there is nothing to lose
  std::string first_error() {
    return first_error_.take();
  }               ///< why it could not, once; empty: it could
  void finish();  ///< until what was asked for is on disk

  /// The window was closed by its user: the copy goes. A scene left behind that nobody decided on
  /// stays. Without this call the copy stays as well, as after a crash.
  void end();
  const std::filesystem::path& file() const { return file_; }  ///< this window's copy

 private:
  std::filesystem::path file_, left_behind_;
  Descriptor own_, crashed_;  // lock files; the system drops a lock with its descriptor
  FirstError first_error_;
  LatestWorker worker_;  // last: it stops before the rest goes
};

}  // namespace alphabar
