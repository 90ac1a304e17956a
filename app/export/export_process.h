#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "app/export/animation.h"
#include "core/system/descriptor.h"

namespace alphabar {

/// What `alphabar render` is told for an animation.
std::vector<std::string> render_words(const AnimationSpec& spec);

/// An animation or a figure being made while the window goes on: `alphabar render` as a process of
/// its own, at low priority, so that no frame ever waits for it and a failure of it harms nothing.
class ExportProcess {
 public:
  enum class State { idle, running, done, failed, cancelled };

  ExportProcess() = default;
  ~ExportProcess();  ///< cancels what still runs
  ExportProcess(const ExportProcess&) = delete;
  ExportProcess& operator=(const ExportProcess&) = delete;

  /// Starts one; one that runs is cancelled first. `program`: the executable, empty for this very
  /// program. Throws Failed where the system starts no process. What is wrong with the request
  /// shows as State::failed with its message.
  void start(const Scene& scene, const AnimationSpec& spec, const std::filesystem::path& file,
             const std::string& program = "") {
    start_with(render_words(spec), scene, file, program);
  }
  /// The same with the words of `alphabar render` that say what is made.
  void start_with(const std::vector<std::string>& words, const Scene& scene,
                  const std::filesystem::path& file, const std::string& program = "");

  /// Reads what there is to read, waits for nothing. Called once a frame.
  State poll();

  /// Asks it to stop; it cleans up after itself and poll() says when it is gone.
  void cancel();

  State state() const { return state_; }
  int done() const { return done_; }    ///< frames
  int total() const { return total_; }  ///< 0 until the first frame: the scene is still running
  const std::filesystem::path& file() const { return file_; }
  const std::string& message() const { return message_; }  ///< why it failed, one line

 private:
  void read_all();
  void stop();  // and waits until it has
  void end(int status);

  State state_ = State::idle;
  pid_t child_ = -1;
  Descriptor out_, err_;  // ends of pipes, not blocking
  bool asked_ = false;    // to stop
  std::string line_, errors_, message_;
  std::filesystem::path file_;
  int done_ = 0, total_ = 0;
};

}  // namespace alphabar
