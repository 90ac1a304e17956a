// Prints the vector targets that kernels are compiled for, one a line, but for the one in use: what
// the tests have not run on yet.
#include <cstdio>

#include "core/system/vector_target.h"

int main() {
  alphabar::choose_vector_target();
  for (const std::string& name : alphabar::compiled_vector_targets())
    if (name != alphabar::vector_target()) std::printf("%s\n", name.c_str());
}
