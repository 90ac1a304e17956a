#include "tests/support/program.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "tests/support/paths.h"

extern char** environ;

namespace alphabar {

namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

namespace {

class Started {
 public:
  Started(const std::string& program, const std::vector<std::string>& arguments,
          const std::string& input) {
    const auto folder = std::filesystem::temp_directory_path();
    const std::string base = folder / ("alphabar-program-" + std::to_string(getpid()));
    out_ = base + ".out";
    err_ = base + ".err";
    std::vector<char*> argv{const_cast<char*>(program.c_str())};
    for (const std::string& argument : arguments)
      argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, input.c_str(), O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, out_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_addopen(&actions, 2, err_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const int failed =
        posix_spawn(&child_, program.c_str(), &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw std::runtime_error("cannot start " + program);
  }

  pid_t child() const { return child_; }

  Outcome wait() const {
    int status = 0;
    waitpid(child_, &status, 0);
    Outcome outcome{WIFEXITED(status) ? WEXITSTATUS(status) : -1, text_of(out_), text_of(err_)};
    std::filesystem::remove(out_);
    std::filesystem::remove(err_);
    return outcome;
  }

 private:
  std::string out_, err_;
  pid_t child_ = 0;
};

/// Whether a process has blocked a signal, which it does to wait for it in a thread.
bool blocks(pid_t process, int signal) {
  std::ifstream in("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("SigBlk:"))
      return (std::stoull(line.substr(7), nullptr, 16) >> (signal - 1) & 1) != 0;
  return false;
}

}  // namespace

Outcome run_alphabar(const std::vector<std::string>& arguments, const std::string& input) {
  return Started(alphabar_program(), arguments, input).wait();
}

Outcome run_alphabar_after(const std::string& commands, const std::vector<std::string>& arguments) {
  std::vector<std::string> all{"-c", commands + "\nexec \"$0\" \"$@\"", alphabar_program()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return Started("/bin/sh", all, "/dev/null").wait();
}

Outcome interrupt_alphabar(const std::vector<std::string>& arguments, int signal) {
  const Started program(alphabar_program(), arguments, "/dev/null");
  const auto timeout = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!blocks(program.child(), signal) && std::chrono::steady_clock::now() < timeout)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  kill(program.child(), signal);
  return program.wait();
}

}  // namespace alphabar
