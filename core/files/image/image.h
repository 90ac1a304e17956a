#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace alphabar {

/// Pixels, 8 bits a channel, sRGB, rows from the top, channels interleaved, no padding.
struct Image {
  int width = 0, height = 0;
  int channels = 4;                  ///< 1 gray, 3 RGB, 4 RGBA (alpha not premultiplied)
  std::vector<std::uint8_t> pixels;  ///< height * width * channels
};

/// The same, of pixels that somebody else holds.
struct ImageView {
  int width = 0, height = 0;
  int channels = 4;
  std::span<const std::uint8_t> pixels;

  ImageView(int w, int h, int c, std::span<const std::uint8_t> p)
      : width(w), height(h), channels(c), pixels(p) {}
  ImageView(const Image& image)  // NOLINT: an Image is a view of itself
      : ImageView(image.width, image.height, image.channels, image.pixels) {}
};

}  // namespace alphabar
