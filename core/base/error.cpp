#include "core/base/error.h"

namespace alphabar {
namespace {

/// How many bytes the letter at `at` has; 0: none of UTF-8 begins there.
std::size_t letter(const std::string& text, std::size_t at) {
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
bool control(const std::string& text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  return first < 0x20 || first == 0x7F ||
         (first == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0);
}

/// What can be shown: control characters are blanks, what is no text is a question mark.
std::string one_line(const std::string& text) {
  constexpr std::size_t longest = 200;  // a hostile value must not flood the terminal
  std::string line;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = letter(text, at);
    if (line.size() + size > longest) return line + "...";
    if (size == 0)
      line += '?';
    else if (control(text, at))
      line += ' ';
    else
      line += text.substr(at, size);
    at += size > 0 ? size : 1;
  }
  return line;
}

std::string sentence(const std::string& where, const std::string& field, const std::string& value,
                     const std::string& allowed, const std::string& advice) {
  std::string line = one_line(where);
  const auto append = [&line](const std::string& separator, const std::string& part) {
    if (part.empty()) return;
    if (!line.empty()) line += separator;
    line += one_line(part);
  };
  append(": ", field);
  if (!value.empty()) line += " = " + one_line(value);
  append("; allowed: ", allowed);
  append("; ", advice);
  return line;
}

}  // namespace

BadRequest::BadRequest(const std::string& where, const std::string& field, const std::string& value,
                       const std::string& allowed, const std::string& advice)
    : std::runtime_error(sentence(where, field, value, allowed, advice)),
      where_(where),
      field_(field),
      value_(value),
      allowed_(allowed),
      advice_(advice) {}

BadRequest BadRequest::in(const std::string& file) const {
  return {where_.empty() ? file : file + ": " + where_, field_, value_, allowed_, advice_};
}

}  // namespace alphabar
