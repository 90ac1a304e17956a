#include "core/files/image/resample.h"

#include <algorithm>
#include <cmath>

namespace alphabar {
namespace {

/// Of a pixel, 0 to 255 over black.
double value_at(const ImageView& image, int x, int y, int channel, bool gray) {
  const auto at = static_cast<std::size_t>((y * image.width + x) * image.channels);
  const auto part = [&](int c) {
    return static_cast<double>(image.pixels[at + static_cast<std::size_t>(c)]);
  };
  const double alpha = image.channels == 4 ? part(3) / 255 : 1;
  if (image.channels == 1) return part(0);
  return alpha * (gray ? 0.299 * part(0) + 0.587 * part(1) + 0.114 * part(2) : part(channel));
}

/// Calls use(index, share) for the pixels that an interval covers, with how much of each.
template <class Use>
void for_each_covered(double from, double to, int most, const Use& use) {
  for (int i = std::max(0, static_cast<int>(from));
       i < std::min(most, static_cast<int>(std::ceil(to))); ++i)
    if (const double share = std::min(to, i + 1.0) - std::max(from, static_cast<double>(i));
        share > 0)
      use(i, share);
}

}  // namespace

std::vector<float> resampled(const ImageView& image, int channels, int height, int width) {
  const double step = std::min(static_cast<double>(image.width) / width,
                               static_cast<double>(image.height) / height);
  const double left = (image.width - step * width) / 2, top = (image.height - step * height) / 2;
  std::vector<float> out;
  out.reserve(static_cast<std::size_t>(channels) * static_cast<std::size_t>(height) *
              static_cast<std::size_t>(width));
  for (int c = 0; c < channels; ++c)
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) {
        double sum = 0, area = 0;
        for_each_covered(
            top + y * step, top + (y + 1) * step, image.height, [&](int v, double part) {
              for_each_covered(left + x * step, left + (x + 1) * step, image.width,
                               [&](int u, double share) {
                                 sum += part * share * value_at(image, u, v, c, channels == 1);
                                 area += part * share;
                               });
            });
        out.push_back(static_cast<float>(sum / area / 127.5 - 1));
      }
  return out;
}

}  // namespace alphabar
