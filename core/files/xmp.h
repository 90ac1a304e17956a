#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace alphabar {

/// An XMP packet (ISO 16684-1) that holds the recipe.
std::string xmp_packet(const std::string& recipe);
/// Its element alone, for a file that is XML itself.
std::string xmp_element(const std::string& recipe);

/// The recipe in any bytes that hold such an element as it is written; none where there is none.
std::optional<std::string> recipe_in_xmp(std::string_view bytes);

/// Text for XML: with &amp; and its like.
std::string xml_text(std::string_view text);

}  // namespace alphabar
