#pragma once

#include "core/files/image/image.h"

namespace alphabar {

/// The opaque pictures, RGBA, of one thing over white and over black, as one with its opacity.
Image with_opacity(const Image& over_white, const Image& over_black);

}  // namespace alphabar
