#pragma once

#include <string>
#include <vector>

namespace alphabar {

/// What the built program did with some arguments.
struct Outcome {
  int code = -1;
  std::string out, err;
};

/// Runs build/alphabar without a shell and waits for it.
Outcome run_alphabar(const std::vector<std::string>& arguments);

}  // namespace alphabar
