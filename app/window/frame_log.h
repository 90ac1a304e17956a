#pragma once

#include <filesystem>

#include "app/window/state/app_state.h"
#include "core/files/atomic_file.h"

namespace alphabar {

/// How long each frame took and what ran beside it, as CSV: seconds since the program started (of
/// the first row: how long that took), milliseconds of the frame, and 1 where the lanes, the
/// pictures or an export were being made.
class FrameLog {
 public:
  explicit FrameLog(const std::filesystem::path& file);  ///< throws as AtomicFile does
  void add(double milliseconds, const AppState& app);
  void commit() { file_.commit(); }  ///< the file gets its name

 private:
  AtomicFile file_;
};

/// Seconds since this process was started, to a hundredth.
double seconds_since_start();

}  // namespace alphabar
