#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "core/system/descriptor.h"

namespace alphabar {

/// Standard input, output and error; an empty one is this process's own.
struct StandardStreams {
  Descriptor in, out, err;
};

/// Starts a program of its own, in a process group of its own: Ctrl+C in a terminal is not meant
/// for it. words: its arguments, the first its name; streams: what it gets, closed here whether it
/// starts or not; program: the executable, empty for this very one.
/// Throws Failed, which says that `what` could not be started.
pid_t start_child(const std::string& what, std::vector<std::string> words, StandardStreams streams,
                  const std::string& program = "");

/// How a child ended, by what waitpid(2) said: "with exit code 1", "by signal 9 (Killed)".
std::string how_it_ended(int status);

}  // namespace alphabar
