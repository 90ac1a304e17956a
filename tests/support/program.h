#pragma once

#include <string>
#include <vector>

namespace alphabar {

/// What the built program did with some arguments.
struct Outcome {
  int code = -1;
  std::string out, err;
};

/// Runs build/alphabar without a shell and waits for it; input: a file that it may read as standard
/// input.
Outcome run_alphabar(const std::vector<std::string>& arguments,
                     const std::string& input = "/dev/null");

/// The same after commands of the shell in the same process: "ulimit -f 8", "exec 1>&-".
Outcome run_alphabar_after(const std::string& commands, const std::vector<std::string>& arguments);

/// Runs build/alphabar and sends it a signal as soon as it is ready to be stopped by it, which it
/// must be within a minute.
Outcome interrupt_alphabar(const std::vector<std::string>& arguments, int signal);

}  // namespace alphabar
