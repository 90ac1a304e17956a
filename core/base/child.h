#pragma once

#include <sys/types.h>

#include <array>
#include <string>
#include <vector>

namespace alphabar {

/// Starts a program of its own, in a process group of its own: Ctrl+C in a terminal is not meant
/// for it. words: its arguments, the first its name; standard: what it gets as standard input,
/// output and error, -1 for this process's own; program: the executable, empty for this very one.
/// Throws Failed, which says that `what` could not be started.
pid_t start_child(const std::string& what, std::vector<std::string> words,
                  const std::array<int, 3>& standard, const std::string& program = "");

}  // namespace alphabar
