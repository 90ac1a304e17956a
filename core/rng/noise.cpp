#include "core/rng/noise.h"

#include <Random123/philox.h>

#include <cmath>
#include <numbers>

namespace alphabar {

std::array<std::uint32_t, 4> philox_block(std::uint64_t seed, std::uint64_t block,
                                          std::uint32_t draw, Stream stream, std::uint32_t lane) {
  const auto low = [](std::uint64_t v) { return static_cast<std::uint32_t>(v); };
  const auto high = [](std::uint64_t v) { return static_cast<std::uint32_t>(v >> 32); };
  const r123::Philox4x32_R<10>::ctr_type counter = {
      {low(block), high(block), draw, stream_word(stream, lane)}};
  const r123::Philox4x32_R<10>::key_type key = {{low(seed), high(seed)}};
  const auto words = r123::Philox4x32_R<10>{}(counter, key);
  return {words[0], words[1], words[2], words[3]};
}

std::array<double, 4> normal_block(std::uint64_t seed, std::uint64_t block, std::uint32_t draw,
                                   Stream stream, std::uint32_t lane) {
  const auto words = philox_block(seed, block, draw, stream, lane);
  std::array<double, 4> z;
  for (std::size_t i = 0; i < 4; i += 2) {
    const double radius = std::sqrt(-2 * std::log(unit_of_word(words[i])));
    const double angle = 2 * std::numbers::pi * unit_of_word(words[i + 1]);
    z[i] = radius * std::cos(angle);
    z[i + 1] = radius * std::sin(angle);
  }
  return z;
}

double normal(std::uint64_t seed, std::uint64_t element, std::uint32_t draw, Stream stream,
              std::uint32_t lane) {
  return normal_block(seed, element / 4, draw, stream, lane)[element % 4];
}

}  // namespace alphabar
