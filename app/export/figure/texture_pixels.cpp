#include "app/export/figure/texture_pixels.h"

#include <epoxy/gl.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/gl/state_guard.h"

namespace alphabar {

Image texture_pixels(ImTextureID texture) {
  const GlStateGuard guard;
  Image image;
  glActiveTexture(GL_TEXTURE0);
  glBindTexture(GL_TEXTURE_2D, static_cast<GLuint>(texture));
  glGetTexLevelParameteriv(GL_TEXTURE_2D, 0, GL_TEXTURE_WIDTH, &image.width);
  glGetTexLevelParameteriv(GL_TEXTURE_2D, 0, GL_TEXTURE_HEIGHT, &image.height);
  if (image.width < 1 || image.height < 1) throw Failed("a picture of the figure is empty");
  image.pixels.resize(std::size_t{4} * static_cast<std::size_t>(image.width) *
                      static_cast<std::size_t>(image.height));
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glGetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, image.pixels.data());
  glBindTexture(GL_TEXTURE_2D, 0);
  if (glGetError() != GL_NO_ERROR) throw Failed("reading a picture back from OpenGL failed");
  return image;
}

Image part_of(const Image& image, const TexturePlace& place) {
  const auto cell = [](double share, int length, bool up) {
    const double at = share * length;
    return std::clamp(static_cast<int>(up ? std::ceil(at - 1e-3) : std::floor(at + 1e-3)), 0,
                      length);
  };
  const bool flipped = place.v0 > place.v1;
  const int left = cell(place.u0, image.width, false), right = cell(place.u1, image.width, true);
  const int top = cell(std::min(place.v0, place.v1), image.height, false),
            bottom = cell(std::max(place.v0, place.v1), image.height, true);
  Image part;
  part.width = std::max(right - left, 1);
  part.height = std::max(bottom - top, 1);
  for (int y = 0; y < part.height; ++y) {
    const int row = flipped ? bottom - 1 - y : top + y;
    const auto from = image.pixels.begin() + 4 * (std::ptrdiff_t{row} * image.width + left);
    part.pixels.insert(part.pixels.end(), from, from + std::ptrdiff_t{4} * part.width);
  }
  return part;
}

}  // namespace alphabar
