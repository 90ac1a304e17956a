#include "core/files/base64.h"

#include <algorithm>

namespace alphabar {

std::string base64(std::span<const std::uint8_t> bytes) {
  constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t triple = 0;
    for (std::size_t j = 0; j < 3; ++j)
      triple = triple << 8 | (j < count ? bytes[i + j] : std::uint8_t{0});
    for (std::size_t j = 0; j < 4; ++j)
      text.push_back(j <= count ? digits[triple >> (18 - 6 * j) & 63] : '=');
  }
  return text;
}

}  // namespace alphabar
