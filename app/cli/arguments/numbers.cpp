#include "app/cli/arguments/numbers.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdint>
#include <string>

namespace alphabar {

CLI::Validator seed_check() {
  return {[](std::string& text) -> std::string {
            std::uint64_t value = 0;
            const char* end = text.data() + text.size();
            const auto [last, error] = std::from_chars(text.data(), end, value);
            if (error == std::errc() && last == end) {
              text = std::to_string(value);  // "010" is ten and no octal eight
              return "";
            }
            return text + "; allowed: a whole number from 0 to 2^64 - 1";
          },
          "UINT"};
}

}  // namespace alphabar
