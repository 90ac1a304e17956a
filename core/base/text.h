#pragma once

#include <cstddef>
#include <optional>
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

/// What stands between two marks, at the first place where it does; none where it does nowhere.
std::optional<std::string_view> between(std::string_view bytes, std::string_view opening,
                                        std::string_view closing);

/// The whole number nearest to one that is not negative, its digits in groups: "35,746,307".
std::string grouped_digits(double number);

}  // namespace alphabar
