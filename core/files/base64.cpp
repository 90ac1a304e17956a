#include "core/files/base64.h"

#include <algorithm>
#include <array>

namespace alphabar {
namespace {

constexpr std::string_view common =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

std::string encoded(std::span<const std::uint8_t> bytes, std::string_view last_two) {
  const std::string digits = std::string(common) + std::string(last_two);
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t triple = 0;
    for (std::size_t j = 0; j < 3; ++j)
      triple = triple << 8 | (j < count ? bytes[i + j] : std::uint8_t{0});
    for (std::size_t j = 0; j <= count; ++j) text.push_back(digits[triple >> (18 - 6 * j) & 63]);
  }
  return text;
}

/// Without padding.
std::optional<std::vector<std::uint8_t>> decoded(std::string_view text, std::string_view last_two) {
  if (text.size() % 4 == 1) return std::nullopt;
  constexpr std::uint8_t none = 64;
  std::array<std::uint8_t, 256> values;
  values.fill(none);
  std::uint8_t next = 0;
  for (const std::string_view digits : {common, last_two})
    for (const char digit : digits) values[static_cast<unsigned char>(digit)] = next++;
  std::vector<std::uint8_t> bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  int held = 0;
  for (const char letter : text) {
    const std::uint8_t digit = values[static_cast<unsigned char>(letter)];
    if (digit == none) return std::nullopt;
    bits = (bits << 6 | digit) & 0xFFFFFF;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes.push_back(static_cast<std::uint8_t>(bits >> held & 255));
  }
  return bytes;
}

}  // namespace

std::string base64(std::span<const std::uint8_t> bytes) {
  std::string text = encoded(bytes, "+/");
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::string base64url(std::span<const std::uint8_t> bytes) { return encoded(bytes, "-_"); }

std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return decoded(text, "+/");
}

std::optional<std::vector<std::uint8_t>> from_base64url(std::string_view text) {
  return decoded(text, "-_");
}

}  // namespace alphabar
