#include "core/system/child.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <system_error>

#include "core/base/error.h"

namespace alphabar {

pid_t start_child(const std::string& what, std::vector<std::string> words, StandardStreams streams,
                  const std::string& program) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  const auto give = [&](const Descriptor& stream, int as) {
    if (stream) posix_spawn_file_actions_adddup2(&actions, stream.get(), as);
  };
  give(streams.in, STDIN_FILENO);
  give(streams.out, STDOUT_FILENO);
  give(streams.err, STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);
  const std::string path = program.empty() ? "/proc/self/exe" : program;
  pid_t child = -1;
  const int error =
      posix_spawn(&child, path.c_str(), &actions, &attributes, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error != 0)
    throw Failed(what + " could not be started: " + path + ": " +
                 std::generic_category().message(error));
  return child;
}

std::string how_it_ended(int status) {
  if (!WIFSIGNALED(status)) return "with exit code " + std::to_string(WEXITSTATUS(status));
  const char* name = sigdescr_np(WTERMSIG(status));
  return "by signal " + std::to_string(WTERMSIG(status)) + " (" + (name ? name : "unknown") + ")";
}

}  // namespace alphabar
