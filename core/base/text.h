#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace alphabar {

/// Whether bytes are UTF-8 throughout (The Unicode Standard 15.0, table 3-7).
bool is_utf8(std::string_view bytes);

/// Whether they are UTF-8 without control characters (U+0000 to 1F, 7F to 9F).
bool is_plain_line(std::string_view bytes);

/// What of any bytes can be shown as one line: control characters are blanks, what is no UTF-8 is a
/// question mark, and what would make it longer than `most` bytes is "...".
std::string one_line(std::string_view bytes, std::size_t most = std::string_view::npos);

}  // namespace alphabar
