#include "core/base/text.h"

#include <cmath>
namespace alphabar {
namespace {

/// How many bytes the letter at `at` has; 0: none of UTF-8 begins there.
std::size_t letter(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  const std::size_t size = first < 0x80                    ? 1
                           : first >= 0xC2 && first < 0xE0 ? 2
                           : first >= 0xE0 && first < 0xF0 ? 3
                           : first >= 0xF0 && first < 0xF5 ? 4
                                                           : 0;
  for (std::size_t i = at + 1; i < at + size; ++i)
    if (i >= text.size() || (byte(i) & 0xC0) != 0x80) return 0;
  // Longer than it need be, one half of a pair of UTF-16, or beyond the last letter.
  if ((first == 0xE0 && byte(at + 1) < 0xA0) || (first == 0xF0 && byte(at + 1) < 0x90) ||
      (first == 0xED && byte(at + 1) > 0x9F) || (first == 0xF4 && byte(at + 1) > 0x8F))
    return 0;
  return size;
}

/// Whether the letter at `at` is a control character: U+0000 to 1F and 7F to 9F.
bool control(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  return first < 0x20 || first == 0x7F ||
         (first == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0);
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  for (std::size_t at = 0, size = 0; at < bytes.size(); at += size)
    if ((size = letter(bytes, at)) == 0) return false;
  return true;
}

bool is_plain_line(std::string_view bytes) {
  for (std::size_t at = 0, size = 0; at < bytes.size(); at += size)
    if ((size = letter(bytes, at)) == 0 || control(bytes, at)) return false;
  return true;
}

std::string one_line(std::string_view bytes, std::size_t most) {
  std::string line;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t size = letter(bytes, at);
    if (line.size() + size > most) return line + "...";
    if (size == 0)
      line += '?';
    else if (control(bytes, at))
      line += ' ';
    else
      line += bytes.substr(at, size);
    at += size > 0 ? size : 1;
  }
  return line;
}

std::optional<std::string_view> between(std::string_view bytes, std::string_view opening,
                                        std::string_view closing) {
  const std::size_t from = bytes.find(opening);
  if (from == std::string_view::npos) return std::nullopt;
  bytes.remove_prefix(from + opening.size());
  const std::size_t to = bytes.find(closing);
  if (to == std::string_view::npos) return std::nullopt;
  return bytes.substr(0, to);
}

std::string grouped_digits(double number) {
  std::string text = std::to_string(std::llround(number));
  for (int at = static_cast<int>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

}  // namespace alphabar
