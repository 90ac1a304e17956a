#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace alphabar {

/// Text of a file as UTF-8, and the encoding that it came in.
struct DecodedText {
  std::string text;  ///< without a byte order mark
  const char* encoding = "UTF-8";
};

/// Decodes UTF-8 or UTF-16 by the byte order mark. Bytes without one are UTF-16 where nine in ten
/// units of two bytes are a NUL and another byte, always in the same order, and UTF-8 otherwise.
/// Throws BadRequest with the line for what is no such text, and for control characters other than
/// tab, line feed and carriage return.
DecodedText decode_text(std::string bytes, const std::string& where);

/// The line that position `at` lies in, from 1; lines end with LF, CR LF or CR.
std::size_t line_at(std::string_view text, std::size_t at);

}  // namespace alphabar
