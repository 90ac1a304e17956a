#include "core/files/text_encoding.h"

#include <fmt/format.h>

#include <array>
#include <boost/locale/utf.hpp>
#include <iterator>

#include "core/base/error.h"

namespace alphabar {
namespace {

namespace utf = boost::locale::utf;

enum class Order { little, big };

bool is_code_point(utf::code_point c) { return c != utf::illegal && c != utf::incomplete; }

bool is_control(utf::code_point c) {
  return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7F && c < 0xA0);
}

[[noreturn]] void refuse(const std::string& where, std::size_t line, const std::string& value) {
  throw BadRequest(where, "line " + std::to_string(line), value, "text in UTF-8 or UTF-16",
                   "save it as UTF-8");
}

void check_utf8(std::string_view text, const std::string& where) {
  for (auto at = text.begin(); at != text.end();) {
    if (*at >= ' ' && *at <= '~') {
      ++at;
      continue;
    }
    const auto begin = at;
    const utf::code_point c = utf::utf_traits<char>::decode(at, text.end());
    if (is_code_point(c) && !is_control(c)) continue;
    refuse(where, line_at(text, static_cast<std::size_t>(begin - text.begin())),
           is_code_point(c) ? fmt::format("the control character U+{:04X}", c)
                            : fmt::format("the byte 0x{:02X}", static_cast<unsigned char>(*begin)));
  }
}

std::string from_utf16(std::string_view bytes, Order order, const std::string& where) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const std::size_t high = order == Order::little ? 1 : 0;
  std::u16string units(bytes.size() / 2, u'\0');
  for (std::size_t i = 0; i < units.size(); ++i)
    units[i] = static_cast<char16_t>(byte(2 * i + high) << 8 | byte(2 * i + 1 - high));
  std::string text;
  text.reserve(units.size());
  for (auto at = units.begin(); at != units.end();) {
    const utf::code_point c = utf::utf_traits<char16_t>::decode(at, units.end());
    if (!is_code_point(c)) refuse(where, line_at(text, text.size()), "half a character of UTF-16");
    utf::utf_traits<char>::encode(c, std::back_inserter(text));
  }
  if (bytes.size() % 2 != 0)
    refuse(where, line_at(text, text.size()), "half a character of UTF-16");
  return text;
}

/// Of each two bytes one is NUL, always the same one, in nine units of ten.
bool looks_like_utf16(std::string_view bytes, Order order) {
  std::array<std::size_t, 2> zeros{};
  for (std::size_t i = 0; i < bytes.size(); ++i) zeros[i % 2] += bytes[i] == '\0' ? 1 : 0;
  const std::size_t high = order == Order::little ? 1 : 0;
  return bytes.size() >= 2 && zeros[1 - high] == 0 && zeros[high] * 20 >= bytes.size() * 9;
}

}  // namespace

std::size_t line_at(std::string_view text, std::size_t at) {
  std::size_t line = 1;
  for (std::size_t i = 0; i < at; ++i)
    if (text[i] == '\n' || (text[i] == '\r' && (i + 1 >= text.size() || text[i + 1] != '\n')))
      ++line;
  return line;
}

DecodedText decode_text(std::string bytes, const std::string& where) {
  using namespace std::string_view_literals;
  const std::string_view all = bytes;
  if (all.starts_with("\xFF\xFE\0\0"sv) || all.starts_with("\0\0\xFE\xFF"sv))
    refuse(where, 1, "UTF-32");
  DecodedText decoded;
  if (const bool marked = all.starts_with("\xFF\xFE"sv);
      marked || looks_like_utf16(all, Order::little))
    decoded = {from_utf16(all.substr(marked ? 2 : 0), Order::little, where), "UTF-16 LE"};
  else if (const bool big = all.starts_with("\xFE\xFF"sv); big || looks_like_utf16(all, Order::big))
    decoded = {from_utf16(all.substr(big ? 2 : 0), Order::big, where), "UTF-16 BE"};
  else
    decoded.text = std::move(bytes);
  if (decoded.text.starts_with("\xEF\xBB\xBF"sv)) decoded.text.erase(0, 3);
  check_utf8(decoded.text, where);
  return decoded;
}

}  // namespace alphabar
