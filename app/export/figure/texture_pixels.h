#pragma once

#include <imgui.h>

#include "core/files/image/image.h"

namespace alphabar {

/// A whole texture of OpenGL, RGBA, in the order of its rows. Throws Failed.
Image texture_pixels(ImTextureID texture);

/// A part in texture coordinates.
struct TexturePlace {
  double u0, v0, u1, v1;  ///< u0 < u1; v0 > v1: upside down
};
/// Whole pixels of an image around this part, the right way up.
Image part_of(const Image& image, const TexturePlace& place);

}  // namespace alphabar
