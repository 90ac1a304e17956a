#include "app/export/export_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <exception>
#include <utility>
#include <vector>

#include "core/base/child.h"
#include "core/base/error.h"
#include "core/files/scene_json.h"

namespace alphabar {
namespace {

/// A pipe whose reading end does not block; both ends close on exec.
std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw Failed("the system gave no pipe for the export");
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return ends;
}

/// A file in memory that holds the text, ready to be read.
int text_in_memory(const std::string& text) {
  const int file = memfd_create("alphabar-scene", MFD_CLOEXEC);
  std::size_t written = 0;
  while (file >= 0 && written < text.size()) {
    const ssize_t n = write(file, text.data() + written, text.size() - written);
    if (n <= 0) break;
    written += static_cast<std::size_t>(n);
  }
  if (file < 0 || written < text.size() || lseek(file, 0, SEEK_SET) != 0)
    throw Failed("the system gave no memory for the exported scene");
  return file;
}

void close_end(int& descriptor) {
  if (descriptor >= 0) close(descriptor);
  descriptor = -1;
}

/// Appends what the pipe holds.
void drain(int descriptor, std::string& to) {
  std::array<char, 4096> buffer;
  for (ssize_t n; descriptor >= 0 && (n = read(descriptor, buffer.data(), buffer.size())) > 0;)
    to.append(buffer.data(), static_cast<std::size_t>(n));
}

}  // namespace

ExportProcess::~ExportProcess() {
  if (child_ < 0) return;
  kill(child_, SIGTERM);
  int status = 0;
  waitpid(child_, &status, 0);
  end(status);
}

void ExportProcess::start(const Scene& scene, const AnimationSpec& spec,
                          const std::filesystem::path& file, const std::string& program) {
  if (child_ >= 0) {
    kill(child_, SIGTERM);
    int status = 0;
    waitpid(child_, &status, 0);
    end(status);
  }
  std::vector<std::string> words{
      "alphabar",
      "render",
      "-",
      "-o",
      file.string(),
      "--what",
      spec.subject == Subject::lanes ? "lanes" : "filmstrip",
      "--size",
      std::to_string(spec.width) + "x" + std::to_string(spec.height),
      "--fps",
      std::to_string(spec.fps),
      "--rest",
      std::to_string(spec.rest),
      "--frames",
      std::to_string(spec.first) + ":" + (spec.end ? std::to_string(*spec.end) : ""),
      "--background"};
  int in = text_in_memory(to_json(scene));
  std::array<int, 2> out = make_pipe(), err = make_pipe();
  std::exception_ptr failure;
  try {
    child_ = start_child("the export", std::move(words), {in, out[1], err[1]}, program);
  } catch (const Failed&) {
    failure = std::current_exception();
  }
  close_end(in);
  close_end(out[1]);
  close_end(err[1]);
  out_ = out[0];
  err_ = err[0];
  line_.clear();
  errors_.clear();
  message_.clear();
  file_ = file;
  done_ = total_ = 0;
  asked_ = false;
  if (failure) {
    close_end(out_);
    close_end(err_);
    std::rethrow_exception(failure);
  }
  state_ = State::running;
}

void ExportProcess::read_all() {
  drain(out_, line_);
  for (std::size_t end; (end = line_.find('\n')) != std::string::npos; line_.erase(0, end + 1)) {
    int done = 0, total = 0;
    if (std::sscanf(line_.c_str(), "%d %d", &done, &total) == 2) {
      done_ = done;
      total_ = total;
    }
  }
  drain(err_, errors_);
}

void ExportProcess::end(int status) {
  read_all();
  close_end(out_);
  close_end(err_);
  child_ = -1;
  const bool fine = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  state_ = fine ? State::done : asked_ ? State::cancelled : State::failed;
  if (state_ != State::failed) return;
  message_ = errors_.substr(0, errors_.find('\n'));
  if (message_.starts_with("alphabar: ")) message_.erase(0, 10);
  if (message_.empty()) message_ = "the export ended without a word";
}

ExportProcess::State ExportProcess::poll() {
  if (child_ < 0) return state_;
  read_all();
  int status = 0;
  if (waitpid(child_, &status, WNOHANG) == child_) end(status);
  return state_;
}

void ExportProcess::cancel() {
  if (child_ < 0) return;
  asked_ = true;
  kill(child_, SIGTERM);
}

}  // namespace alphabar
