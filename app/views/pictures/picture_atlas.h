#pragma once

#include <span>
#include <vector>

#include "core/gl/texture.h"

namespace alphabar {

/// Where a picture lies in an atlas, in texture coordinates; (u0, v0) is its top left corner.
struct AtlasCell {
  float u0, v0, u1, v1;
};

/// How a picture is enlarged: its pixels as squares, or smoothed.
enum class Texels { sharp, smooth };

/// Many small pictures of one size in one texture.
class PictureAtlas {
 public:
  /// Room for `count` pictures of channels x height x width values (channels 1 or 3); forgets what
  /// it held. Throws Failed where the driver has no texture of that size.
  void reset(int count, int channels, int height, int width);

  /// Puts a picture in its place: values times `scale`, of which [-1, 1] is black to white.
  void put(int index, std::span<const float> picture, float scale);

  bool has(int index) const {
    return index >= 0 && index < count_ && there_[static_cast<std::size_t>(index)];
  }
  /// The picture's cell; inset by half a texel where it is to be drawn smoothed.
  AtlasCell cell(int index, Texels texels) const;
  GLuint texture() const { return texture_.id(); }
  int puts() const { return puts_; }  ///< pictures uploaded since the beginning

 private:
  GlTexture texture_;
  int count_ = 0, channels_ = 1, height_ = 0, width_ = 0, columns_ = 1, rows_ = 1, puts_ = 0;
  std::vector<bool> there_;
};

}  // namespace alphabar
