#include "app/views/pictures/picture_atlas.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/base/error.h"

namespace alphabar {

void PictureAtlas::reset(int count, int channels, int height, int width) {
  assert(count > 0 && (channels == 1 || channels == 3) && height > 0 && width > 0);
  count_ = count;
  channels_ = channels;
  height_ = height;
  width_ = width;
  columns_ = static_cast<int>(std::ceil(std::sqrt(static_cast<double>(count) * height / width)));
  rows_ = (count + columns_ - 1) / columns_;
  there_.assign(static_cast<std::size_t>(count), false);
  GLint most = 0;
  glGetIntegerv(GL_MAX_TEXTURE_SIZE, &most);
  if (columns_ * width > most || rows_ * height > most)
    throw Failed("the filmstrip's " + std::to_string(count) + " pictures of " +
                 std::to_string(width) + " x " + std::to_string(height) +
                 " do not fit a texture of this graphics driver");
  fill(texture_, columns_ * width, rows_ * height, nullptr);
}

void PictureAtlas::put(int index, std::span<const float> picture, float scale) {
  const auto area = static_cast<std::size_t>(height_) * static_cast<std::size_t>(width_);
  assert(index >= 0 && index < count_ && picture.size() == area * channels_);
  std::vector<unsigned char> texels(4 * area, 255);
  for (std::size_t i = 0; i < area; ++i)
    for (std::size_t c = 0; c < 3; ++c) {
      const float value = picture[(channels_ == 3 ? c * area : 0) + i] * scale;
      const float share = std::isfinite(value) ? std::clamp(0.5F * value + 0.5F, 0.0F, 1.0F) : 0;
      texels[4 * i + c] = static_cast<unsigned char>(std::lround(255 * share));
    }
  fill_part(texture_, {index % columns_ * width_, index / columns_ * height_, width_, height_},
            texels.data());
  there_[static_cast<std::size_t>(index)] = true;
  ++puts_;
}

AtlasCell PictureAtlas::cell(int index, Texels texels) const {
  const float inset = texels == Texels::smooth ? 0.5F : 0;
  const auto x = static_cast<float>(index % columns_ * width_);
  const auto y = static_cast<float>(index / columns_ * height_);
  const auto w = static_cast<float>(columns_ * width_), h = static_cast<float>(rows_ * height_);
  return {(x + inset) / w, (y + inset) / h, (x + static_cast<float>(width_) - inset) / w,
          (y + static_cast<float>(height_) - inset) / h};
}

}  // namespace alphabar
