#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace alphabar {

/// What a JSON text from outside may be at most.
struct JsonLimits {
  std::size_t bytes = std::size_t{64} << 20;  ///< length of the text
  int depth = 64;  ///< nested arrays and objects; a deep document overflows the stack when copied
};

/// Parses one JSON document and nothing after it.
///
/// Refuses what nlohmann::json would let pass in silence: duplicate keys (it keeps the last), more
/// than limits.depth levels, texts above limits.bytes, comments, NaN and numbers beyond double.
/// where: the file or part named in messages. Throws BadRequest.
nlohmann::json parse_json(std::string_view text, const std::string& where, JsonLimits limits = {});

/// The same, read from a regular file. Throws BadRequest when it cannot be read.
nlohmann::json read_json(const std::filesystem::path& file, JsonLimits limits = {});

}  // namespace alphabar
