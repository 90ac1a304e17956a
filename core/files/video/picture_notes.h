#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace alphabar {

/// What a GIF ends with.
inline constexpr char gif_trailer = '\x3B';

/// A comment extension (GIF89a, section 24).
std::string gif_comment(std::string_view text);

/// The first comment of a GIF that begins with a brace; none: it has none, or is damaged before it.
std::optional<std::string> json_comment_of_gif(std::string_view bytes);

}  // namespace alphabar
