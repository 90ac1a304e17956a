#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace alphabar {

/// What all frames of an animation share.
struct FrameShape {
  int width = 0, height = 0;  ///< pixels
  double fps = 25;            ///< frames a second; numbered pictures have none
  bool alpha = false;         ///< their opacity is kept, where the format holds any
};

/// Where the frames of an animation go, one after another, whatever the format.
///
/// Nothing appears under its name before finish() returns; a sink destroyed earlier, by a cancel or
/// an error, leaves nothing behind.
class FrameSink {
 public:
  virtual ~FrameSink() = default;
  /// The next frame: height rows of width RGBA pixels from the top, sRGB.
  virtual void add(std::span<const std::uint8_t> rgba) = 0;
  /// Needs at least one frame. `progress` hears the part of this last work that is done, in
  /// [0, 1), and may throw Cancelled.
  virtual void finish(const std::function<void(double)>& progress = {}) = 0;
};

/// The sink for the path's extension: a video (core/files/video/video.h), .apng, .webp, .html (a
/// page with a player), or .png for a sequence of numbered pictures in a folder of their own
/// (png_sequence.h), each with the recipe. It works on a thread of its own.
///
/// recipe: the scene's JSON, may be empty. The path is tried here, before any frame is made.
/// Throws BadRequest for another extension, a size or rate that the format cannot hold and a path
/// that cannot be written; Failed when an encoder cannot be had. add and finish throw Failed.
std::unique_ptr<FrameSink> open_sink(const std::filesystem::path& path, const FrameShape& shape,
                                     const std::string& recipe);

/// What a caller should know of these frames in that format, one line: that a row is added to an
/// odd height, that no opacity is kept. Empty: nothing.
std::string sink_remark(const std::filesystem::path& path, const FrameShape& shape);

/// What such a sink makes or replaces: the path, or the folder of a sequence of pictures.
std::filesystem::path sink_target(const std::filesystem::path& path);

}  // namespace alphabar
