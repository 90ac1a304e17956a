#include "core/base/path_text.h"

#include <charconv>
#include <string_view>
#include <system_error>

#include "core/base/text.h"

namespace alphabar {
namespace {

constexpr std::string_view scheme = "file://";

bool is_unreserved(char c) {
  constexpr std::string_view marks = "/-._~";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         marks.find(c) != std::string_view::npos;
}

}  // namespace

std::string text_of(const std::filesystem::path& path) {
  const std::string& bytes = path.native();
  if (is_plain_line(bytes) && !bytes.starts_with(scheme)) return bytes;
  std::error_code ignored;  // without a current folder a relative path leads nowhere anyway
  const std::filesystem::path absolute = std::filesystem::absolute(path, ignored);
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text(scheme);
  for (const char c : absolute.native()) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_unreserved(c))
      text += c;
    else
      text.append("%").append(1, digits[byte >> 4]).append(1, digits[byte & 0xF]);
  }
  return text;
}

std::filesystem::path path_of(const std::string& text) {
  if (!text.starts_with(scheme) || text.substr(scheme.size(), 1) != "/") return text;
  std::string bytes;
  for (std::size_t at = scheme.size(); at < text.size(); ++at) {
    unsigned char byte = 0;
    const char* const digits = text.data() + at + 1;
    const bool escaped = text[at] == '%' && at + 2 < text.size() &&
                         std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2 &&
                         byte != 0;
    bytes += escaped ? static_cast<char>(byte) : text[at];
    if (escaped) at += 2;
  }
  return bytes;
}

std::string shown(const std::filesystem::path& path) { return one_line(path.native()); }

}  // namespace alphabar
