#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace alphabar {

/// The instruction sets that vector kernels are compiled for: the targets of the Highway library on
/// this kind of processor. A process uses the best one that its machine can run, or the one that
/// the environment variable ALPHABAR_VECTOR names.
inline constexpr const char* vector_variable = "ALPHABAR_VECTOR";

/// A target's name here: "AVX-512", "AVX2", "SSE4"; "portable" is plain C++, one number at a time;
/// others as Highway calls them ("NEON"). `target`: a bit of HWY_TARGETS.
const char* vector_name(std::int64_t target);

/// All that kernels are compiled for, the best first, whether or not this machine can run them.
std::vector<std::string> compiled_vector_targets();

/// The one that kernels chosen from now on use.
std::string vector_target();

/// Holds the whole process to the target that ALPHABAR_VECTOR names; where it is unset or empty, to
/// the best. To be called while there is one thread, before kernels are chosen. Throws BadRequest
/// for a name that this machine cannot run.
void choose_vector_target();

}  // namespace alphabar
