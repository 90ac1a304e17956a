#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace alphabar {

struct VideoOptions {
  std::string recipe;  ///< the scene's JSON, for the file's metadata
  bool alpha = false;  ///< the frames' opacity is kept, where the format holds any
};

/// Writes an animation, encoded in this process, in the format of the path's extension:
/// .mp4 (H.264 where there is an encoder, else MPEG-4 part 2; index in front), .mov (ProRes 4444),
/// .webm (VP9), .gif (one palette for all frames, ordered dither, what hardly
/// changes is left as it was). Those that a browser shows loop for ever. Colours are BT.709; .mp4
/// and .webm have even sizes: an odd one gets one more row or column, as the last.
///
/// The file appears when finish() returns, whole; a writer destroyed before that leaves nothing.
/// Throws BadRequest for an extension, size or rate that cannot be (video_format.h) and for a path
/// that cannot be written, Failed for a full disk and for every error of an encoder.
class VideoWriter {
 public:
  /// width, height in pixels; fps in frames a second.
  VideoWriter(const std::filesystem::path& path, int width, int height, double fps,
              const VideoOptions& options = {});
  ~VideoWriter();

  /// The next frame: height rows of width RGBA pixels from the top, sRGB. Alpha is
  /// ignored unless it is asked for.
  void add(std::span<const std::uint8_t> rgba);

  /// Needs at least one frame. A GIF is encoded here, as its palette needs all frames:
  /// `progress` hears the part done, in [0, 1), and may throw Cancelled.
  void finish(const std::function<void(double)>& progress = {});

  class Impl;

 private:
  std::unique_ptr<Impl> impl_;
  std::size_t frame_bytes_ = 0, frames_ = 0;
};

}  // namespace alphabar
