// main() of every test program. Kernels run on the vector target that ALPHABAR_VECTOR names, so
// that a program can be run again for each (tests/every_target.cmake).
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdio>

#include "core/base/error.h"
#include "core/system/vector_target.h"

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  try {
    alphabar::choose_vector_target();
  } catch (const alphabar::BadRequest& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    constexpr int skipped = 77, failed = 1;
    return std::ranges::count(alphabar::compiled_vector_targets(), problem.value()) > 0 ? skipped
                                                                                        : failed;
  }
  return RUN_ALL_TESTS();
}
