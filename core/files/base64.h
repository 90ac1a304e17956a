#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace alphabar {

/// RFC 4648, section 4; and back: none where it is no such text, padding and all.
std::string base64(std::span<const std::uint8_t> bytes);
std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text);

/// RFC 4648, section 5, without padding; and back: none where it is no such text.
std::string base64url(std::span<const std::uint8_t> bytes);
std::optional<std::vector<std::uint8_t>> from_base64url(std::string_view text);

}  // namespace alphabar
