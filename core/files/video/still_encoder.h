#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/files/video/libav.h"

namespace alphabar {

/// Single pictures as WebP, by libav.
class StillEncoder {
 public:
  /// quality: 0..100. Throws Failed where this libavcodec has no encoder for WebP.
  explicit StillEncoder(int quality);
  /// A picture of width x height RGBA, as a file's bytes. Throws Failed.
  std::vector<std::uint8_t> encode(std::span<const std::uint8_t> rgba, int width, int height) const;

 private:
  int quality_;
  const AVCodec* codec_;
};

}  // namespace alphabar
