#pragma once

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)  // GCC
#define ALPHABAR_SANITIZED true
#elif defined(__has_feature)  // Clang
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ALPHABAR_SANITIZED true
#endif
#endif
#ifndef ALPHABAR_SANITIZED
#define ALPHABAR_SANITIZED false
#endif

namespace alphabar {

/// Whether a sanitizer watches this program and those that it starts. It reserves terabytes of
/// addresses at the start, so a limit of a few gigabytes ends the program, whatever its own code
/// does.
inline constexpr bool sanitized = ALPHABAR_SANITIZED;

}  // namespace alphabar

#undef ALPHABAR_SANITIZED
