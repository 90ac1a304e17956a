#include "core/files/recipe_word.h"

#include <zlib.h>

#include <array>
#include <cstdint>
#include <new>
#include <span>
#include <vector>

#include "core/base/error.h"
#include "core/files/base64.h"

namespace alphabar {
namespace {

constexpr std::string_view opening = "alphabar:";

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t from = text.find_first_not_of(blanks);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(blanks) - from + 1);
}

[[noreturn]] void refuse(const std::string& where, const char* what) {
  throw BadRequest(where, "link", what, "what `alphabar link` printed, whole");
}

/// Bytes that zlib has packed; of more than `most` none.
std::string unpacked(std::span<const std::uint8_t> packed, std::size_t most,
                     const std::string& where) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) throw std::bad_alloc();
  stream.next_in = const_cast<Bytef*>(packed.data());  // it only reads
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string text;
  std::array<char, 1 << 14> piece{};
  int code = Z_OK;
  while (code == Z_OK && text.size() <= most) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    code = inflate(&stream, Z_NO_FLUSH);
    text.append(piece.data(), piece.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (text.size() > most) refuse(where, "too long");
  if (code != Z_STREAM_END) refuse(where, "damaged");
  return text;
}

}  // namespace

std::string recipe_word(std::string_view json) {
  std::vector<std::uint8_t> packed(compressBound(json.size()));
  uLongf size = packed.size();
  if (compress2(packed.data(), &size, reinterpret_cast<const Bytef*>(json.data()), json.size(),
                Z_BEST_COMPRESSION) != Z_OK)
    throw std::bad_alloc();
  packed.resize(size);
  return std::string(opening) + base64url(packed);
}

bool is_recipe_word(std::string_view text) { return trimmed(text).starts_with(opening); }

std::string json_of_word(std::string_view text, const std::string& where, std::size_t most) {
  text = trimmed(text);
  if (!text.starts_with(opening)) refuse(where, "none");
  const auto packed = from_base64url(text.substr(opening.size()));
  if (!packed) refuse(where, "damaged");
  return unpacked(*packed, most, where);
}

std::string recipe_comment(char mark, std::string_view json) {
  return json.empty() ? std::string() : std::string{mark, ' '} + recipe_word(json) + "\n";
}

std::optional<std::string> recipe_word_in(std::string_view text) {
  const std::size_t at = text.rfind(" alphabar:");
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  const bool begins_line = at == 1 || text[at - 2] == '\n' || text[at - 2] == '\r';
  if (!begins_line) return std::nullopt;
  const std::string_view word = text.substr(at + 1);
  return std::string(word.substr(0, word.find_first_of("\r\n")));
}

}  // namespace alphabar
