#include "app/export/opacity.h"

#include <algorithm>

namespace alphabar {

Image with_opacity(const Image& over_white, const Image& over_black) {
  Image image = over_black;
  for (std::size_t i = 0; i + 4 <= image.pixels.size(); i += 4) {
    int least = 255;  // what the ground adds in the channel where it adds least
    for (std::size_t c = 0; c < 3; ++c)
      least = std::min(least, std::max(0, over_white.pixels[i + c] - over_black.pixels[i + c]));
    const int alpha = 255 - least;
    for (std::size_t c = 0; c < 3; ++c) {
      const int own = alpha > 0 ? (255 * over_black.pixels[i + c] + alpha / 2) / alpha : 0;
      image.pixels[i + c] = static_cast<std::uint8_t>(std::min(own, 255));
    }
    image.pixels[i + 3] = static_cast<std::uint8_t>(alpha);
  }
  return image;
}

}  // namespace alphabar
