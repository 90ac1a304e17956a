#include "app/export/export_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/io/scene/scene_json.h"
#include "core/system/child.h"

namespace alphabar {
namespace {

/// A pipe whose reading end does not block.
Pipe make_output() {
  Pipe pipe = make_pipe("the export");
  fcntl(pipe.read.get(), F_SETFL, O_NONBLOCK);
  return pipe;
}

/// A file in memory that holds the text, ready to be read.
Descriptor text_in_memory(const std::string& text) {
  Descriptor file(memfd_create("alphabar-scene", MFD_CLOEXEC));
  std::size_t written = 0;
  while (file && written < text.size()) {
    const ssize_t n = write(file.get(), text.data() + written, text.size() - written);
    if (n <= 0) break;
    written += static_cast<std::size_t>(n);
  }
  if (!file || written < text.size() || lseek(file.get(), 0, SEEK_SET) != 0)
    throw Failed("the system gave no memory for the exported scene");
  return file;
}

/// Appends what the pipe holds.
void drain(const Descriptor& from, std::string& to) {
  std::array<char, 4096> buffer;
  for (ssize_t n; (n = read(from.get(), buffer.data(), buffer.size())) > 0;)
    to.append(buffer.data(), static_cast<std::size_t>(n));
}

}  // namespace

ExportProcess::~ExportProcess() { stop(); }

void ExportProcess::stop() {
  if (child_ < 0) return;
  kill(child_, SIGTERM);
  int status = 0;
  waitpid(child_, &status, 0);
  end(status);
}

std::vector<std::string> render_words(const AnimationSpec& spec) {
  const auto number = [](double value) { return fmt::format("{}", value); };
  std::vector<std::string> words{
      "--what",
      name_of(spec.subject),
      "--size",
      std::to_string(spec.width) + "x" + std::to_string(spec.height),
      "--fps",
      number(spec.fps),
      "--rest",
      number(spec.rest),
      "--rest-first",
      number(spec.rest_first),
      "--stops",
      number(spec.stops),
      "--from",
      number(spec.from),
      "--to",
      number(spec.to),
      "--even-in",
      name_of(spec.pace),
      "--ending",
      name_of(spec.ending),
      "--paper",
      name_of(spec.paper),
      "--frames",
      std::to_string(spec.first) + ":" + (spec.end ? std::to_string(*spec.end) : "")};
  const auto add = [&](const char* name, const std::string& value) {
    words.emplace_back(name);
    words.push_back(value);
  };
  if (spec.seconds) add("--seconds", number(*spec.seconds));
  if (spec.theme) add("--theme", name_of(*spec.theme));
  if (spec.type) add("--type", number(*spec.type));
  if (spec.lane > 0) add("--lane", std::to_string(spec.lane));
  if (!spec.language.empty()) add("--lang", spec.language);
  if (spec.eased) words.emplace_back("--eased");
  if (!spec.header) words.emplace_back("--bare");
  if (spec.numbers) words.emplace_back("--numbers");
  if (spec.presenting) words.emplace_back("--present");
  if (!spec.with_scene) words.emplace_back("--no-scene");
  return words;
}

void ExportProcess::start_with(const std::vector<std::string>& what, const Scene& scene,
                               const std::filesystem::path& file, const std::string& program) {
  stop();
  std::vector<std::string> words{"alphabar", "render", "-", "-o", file.string(), "--background"};
  words.insert(words.end(), what.begin(), what.end());
  Pipe out = make_output(), err = make_output();
  child_ = start_child("the export", std::move(words),
                       {text_in_memory(to_json(scene)), std::move(out.write), std::move(err.write)},
                       program);
  out_ = std::move(out.read);
  err_ = std::move(err.read);
  line_.clear();
  errors_.clear();
  message_.clear();
  file_ = file;
  done_ = total_ = 0;
  asked_ = false;
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
  out_.close();
  err_.close();
  child_ = -1;
  const bool fine = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  state_ = fine ? State::done : asked_ ? State::cancelled : State::failed;
  if (state_ != State::failed) return;
  message_ = errors_.substr(0, errors_.find('\n'));
  if (message_.starts_with("alphabar: ")) message_.erase(0, 10);
  if (!message_.empty()) return;
  message_ = shown(file_) + ": the export ended " + how_it_ended(status) + " and wrote nothing";
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
    message_ += "; there may be too little memory";
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
