#include "tests/support/paths.h"

namespace alphabar {

const char* test_data() { return TEST_DATA; }
const char* alphabar_program() { return ALPHABAR_PROGRAM; }

}  // namespace alphabar
