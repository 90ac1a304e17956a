#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <mutex>
#include <stop_token>

#include "app/session/background/latest_worker.h"

namespace alphabar {

struct AppState;

/// A file that is being read beside the window's frames, on a thread of its own.
class Opening {
 public:
  /// What to do with what was read; called between frames, on the window's thread.
  using Done = std::function<void(AppState&)>;
  /// Runs on the other thread, looks at the token now and then and throws Cancelled when asked to
  /// stop; what else it throws becomes a notice, and brings back the box that asked for the file.
  using Read = std::function<Done(std::stop_token)>;

  /// Begins to read; what was being read before is given up.
  void start(const std::filesystem::path& file, Read read);
  void cancel();

  bool busy() const { return !worker_.idle(); }
  void finish() { worker_.finish(); }  ///< waits until it is read or given up
  /// Of the file that is being read or was read last.
  const std::filesystem::path& file() const { return file_; }
  std::chrono::duration<double> time() const { return std::chrono::steady_clock::now() - began_; }

  /// What there is to do now, once; empty: nothing. Called between frames.
  Done take();

 private:
  std::filesystem::path file_;
  std::chrono::steady_clock::time_point began_;
  std::mutex mutex_;  // of the next two
  int number_ = 0;    // of the file; what was read of an earlier one is dropped
  Done done_;
  LatestWorker worker_;  // last: it stops before the rest goes
};

}  // namespace alphabar
