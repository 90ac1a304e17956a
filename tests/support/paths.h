#pragma once

namespace alphabar {

/// Where this build's tests find things. In one source file, so that all others compile to the same
/// in every checkout.
const char* test_data();         ///< the folder tests/data
const char* alphabar_program();  ///< the program that was built

}  // namespace alphabar
