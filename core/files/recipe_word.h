#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace alphabar {

/// A recipe, JSON, as one word without blanks that can be mailed and pasted: "alphabar:" and the
/// text, deflated (RFC 1951, by zlib) in base64url without padding (RFC 4648, section 5).
std::string recipe_word(std::string_view json);

/// Whether a text, blanks around it left out, is meant as one.
bool is_recipe_word(std::string_view text);

/// The JSON in it, unchecked. Throws BadRequest where it is damaged or has more than `most` bytes;
/// where: the source, for the message.
std::string json_of_word(std::string_view text, const std::string& where, std::size_t most);

/// The recipe as the last line of a text: "# alphabar:..." with '#' for `mark`, the sign that
/// begins a comment in texts of that kind. Nothing where the recipe is empty.
std::string recipe_comment(char mark, std::string_view json);

/// The word in the last line of that kind, its mark any sign; none: there is none.
std::optional<std::string> recipe_word_in(std::string_view text);

}  // namespace alphabar
