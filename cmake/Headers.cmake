# Precompiled headers: of the standard library alone, which nearly every file includes. (With fmt,
# nlohmann-json or Eigen in them as well they take longer to load than they save.) A compiler takes
# them only where the options are the same, so there is one set for each set of options; targets
# reuse it. Files still include what they use: -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON builds too.
set(ALPHABAR_STANDARD_HEADERS <algorithm> <cmath> <filesystem> <functional> <memory> <optional> <span>
                              <string> <string_view> <vector>)

file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/no_code.cpp CONTENT "int main() {}\n")
add_library(alphabar_headers_o3 OBJECT ${PROJECT_BINARY_DIR}/no_code.cpp)
target_link_libraries(alphabar_headers_o3 PRIVATE alphabar_options)
target_precompile_headers(alphabar_headers_o3 PRIVATE ${ALPHABAR_STANDARD_HEADERS})

# The options of a target that runs no long loops: a release build compiles it a third faster.
add_library(alphabar_light INTERFACE)
target_compile_options(alphabar_light INTERFACE $<$<CONFIG:Release>:-O1>)
add_library(alphabar_headers_o1 OBJECT ${PROJECT_BINARY_DIR}/no_code.cpp)
target_link_libraries(alphabar_headers_o1 PRIVATE alphabar_options alphabar_light)
target_precompile_headers(alphabar_headers_o1 PRIVATE ${ALPHABAR_STANDARD_HEADERS})
