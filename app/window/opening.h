#pragma once

#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <variant>

#include "app/session/latest_worker.h"
#include "core/scene/data.h"
#include "core/scene/scene.h"

namespace alphabar {

/// A list of levels or a scheduler's configuration, as text that is yet to be understood.
struct ScheduleText {
  std::string text;
};

/// What a file holds for a window: a scene, data for the open one, a schedule for it; or why it
/// cannot be read, in one line.
struct ReadFile {
  std::filesystem::path file;
  std::variant<Scene, DataSpec, ScheduleText, std::string> content;
};

/// Reads a file for the window. Throws BadRequest, and Cancelled soon after a stop is asked for.
ReadFile read_for_window(const std::filesystem::path& file, std::stop_token stop);

/// Whether saving may go back to this file: not over a picture or film with a scene in it, or a
/// table of points.
bool saved_as_scene(const std::filesystem::path& file);

/// One file that is being read on a thread of its own: however long it is, frames go on.
class Opening {
 public:
  using Read = std::function<ReadFile(const std::filesystem::path&, std::stop_token)>;
  explicit Opening(Read read = read_for_window) : read_(std::move(read)) {}

  /// Begins to read a file; one that is being read is given up.
  void start(const std::filesystem::path& file);
  void cancel();

  /// The file that is being read; empty: none.
  const std::filesystem::path& file() const { return file_; }
  /// What came of it, once.
  std::optional<ReadFile> take();
  void finish() { worker_.finish(); }  ///< waits until there is something to take

 private:
  Read read_;
  std::filesystem::path file_;
  int asked_ = 0;     // counts what was asked for and given up
  std::mutex mutex_;  // of the next
  std::optional<ReadFile> done_;
  int done_for_ = 0;
  LatestWorker worker_;  // last: it stops before the rest goes
};

}  // namespace alphabar
