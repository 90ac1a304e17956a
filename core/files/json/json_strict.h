#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <stop_token>
#include <string>
#include <string_view>

namespace alphabar {

/// What a JSON text from outside may be at most.
struct JsonLimits {
  std::size_t bytes = std::size_t{64} << 20;  ///< length of the text
  int depth = 64;  ///< nested arrays and objects; a deep document overflows the stack when copied
  std::size_t values = 1'000'000;  ///< in all: a value takes far more memory than its text
};

/// Parses one JSON document and nothing after it, in time linear in its length.
///
/// Refuses what nlohmann::json would let pass in silence: duplicate keys (it keeps the last), more
/// than limits.depth levels or limits.values values, texts above limits.bytes, comments, NaN and
/// numbers beyond double. where: the file or part named in messages. Throws BadRequest, and
/// Cancelled soon after a stop is asked for.
nlohmann::json parse_json(std::string_view text, const std::string& where, JsonLimits limits = {},
                          std::stop_token stop = {});

/// The same, read from a regular file. Throws BadRequest when it cannot be read.
nlohmann::json read_json(const std::filesystem::path& file, JsonLimits limits = {},
                         std::stop_token stop = {});

}  // namespace alphabar
