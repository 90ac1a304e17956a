#pragma once

#include <vector>

#include "core/files/image/image.h"

namespace alphabar {

/// A picture as numbers, [channels, height, width], black -1 and white 1, channels 1 or 3: its
/// middle, cut to the proportions wanted, each number the mean over its share of the area. Alpha is
/// over black; of colours gray is 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601).
std::vector<float> resampled(const ImageView& image, int channels, int height, int width);

}  // namespace alphabar
