#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace alphabar::testing {

/// What libav's decoders make of an animation: the other direction than core/files goes.
struct Decoded {
  int width = 0, height = 0;
  std::string codec;
  double seconds = 0;                             ///< as the container says
  std::vector<double> times;                      ///< of each frame, in seconds
  std::vector<std::vector<std::uint8_t>> frames;  ///< RGB, by the colours that the stream declares
  bool bt709_video_range = false;                 ///< whether the stream declares them so
};

/// Throws std::runtime_error where libav fails.
Decoded decode_video(const std::filesystem::path& path);

}  // namespace alphabar::testing
