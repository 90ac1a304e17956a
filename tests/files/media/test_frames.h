#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace alphabar::testing {

using Colour = std::array<std::uint8_t, 3>;

inline constexpr std::array<Colour, 6> block_colours = {
    {{0, 0, 0}, {255, 255, 255}, {230, 159, 0}, {86, 180, 233}, {0, 158, 115}, {204, 121, 167}}};

/// Frame `index` of a small animation: six flat blocks side by side, and a white square that moves
/// by four pixels a frame along the bottom. RGBA.
inline std::vector<std::uint8_t> test_frame(int width, int height, int index,
                                            std::uint8_t alpha = 255) {
  std::vector<std::uint8_t> rgba;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      Colour colour = block_colours[static_cast<std::size_t>(x * 6 / width)];
      if (y >= height - 8) {
        const int at = 4 * index;
        colour = x >= at && x < at + 8 ? Colour{255, 255, 255} : Colour{0, 0, 0};
      }
      rgba.insert(rgba.end(), colour.begin(), colour.end());
      rgba.push_back(alpha);
    }
  return rgba;
}

/// The pixel at (x, y) of an RGB picture.
inline Colour pixel(const std::vector<std::uint8_t>& rgb, int width, int x, int y) {
  const std::size_t at = (static_cast<std::size_t>(y) * width + x) * 3;
  return {rgb[at], rgb[at + 1], rgb[at + 2]};
}

}  // namespace alphabar::testing
