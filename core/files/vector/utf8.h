#pragma once

#include <cstdint>
#include <string>

namespace alphabar {

/// A letter as UTF-8.
inline std::string utf8(char32_t letter) {
  const auto c = static_cast<std::uint32_t>(letter);
  std::string text;
  const auto put = [&](std::uint32_t byte) { text.push_back(static_cast<char>(byte)); };
  const auto rest = [&](std::uint32_t shift) { put(0x80 | (c >> shift & 63)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    rest(0);
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    rest(6);
    rest(0);
  } else {
    put(0xF0 | c >> 18);
    rest(12);
    rest(6);
    rest(0);
  }
  return text;
}

}  // namespace alphabar
