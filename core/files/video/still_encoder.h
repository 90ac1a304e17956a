#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/files/video/libav.h"

namespace alphabar {

/// Single pictures as WebP, by libav.
class StillEncoder {
 public:
  /// Throws Failed where this libavcodec has no encoder for WebP.
  StillEncoder(int width, int height, int quality);
  /// A picture of width x height RGBA, as a file's bytes. Throws Failed.
  std::vector<std::uint8_t> encode(std::span<const std::uint8_t> rgba);

 private:
  av::Owner<AVCodecContext> open() const;

  int width_, height_, quality_;
  av::Owner<AVFrame> frame_;
  av::Owner<SwsContext> scaler_;
};

}  // namespace alphabar
