#pragma once

#include <string>

namespace alphabar {

/// Bytes that one piece of work may take: with more, the system would end the program without a
/// word.
inline constexpr double most_memory = 8e9;

/// Throws BadRequest (where, field, value: what asks for so much) for work that needs more than
/// most_memory; bytes: an estimate from below; advice: how to need less.
void check_memory(const std::string& where, const std::string& field, const std::string& value,
                  double bytes, const std::string& advice);

}  // namespace alphabar
