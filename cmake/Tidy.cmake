# The target tidy runs clang-tidy with the checks of .clang-tidy over core/; a finding is an error.
#   cmake --preset tidy && cmake --build --preset tidy
# It reads what CMake would compile and builds nothing itself. Only a build with Clang has it: GCC's
# precompiled headers and some of its options mean nothing to clang-tidy.
if(NOT CMAKE_CXX_COMPILER_ID MATCHES Clang)
  return()
endif()
find_program(RUN_CLANG_TIDY NAMES run-clang-tidy run-clang-tidy-14)
if(NOT RUN_CLANG_TIDY)
  message(STATUS "No run-clang-tidy (Debian: clang-tidy), so no target tidy")
  return()
endif()
# run-clang-tidy takes a regular expression of whole paths.
string(REGEX REPLACE "([][+.*()^?|{}$\\\\])" "\\\\\\1" core "${PROJECT_SOURCE_DIR}/core/")
add_custom_target(tidy
  COMMAND ${RUN_CLANG_TIDY} -quiet -p ${PROJECT_BINARY_DIR} "^${core}"
  USES_TERMINAL VERBATIM)
