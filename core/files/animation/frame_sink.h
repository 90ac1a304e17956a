#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace alphabar {

/// Where the frames of an animation go, one after another, whatever the format.
///
/// Nothing appears under its name before finish() returns; a sink destroyed earlier, by a cancel or
/// an error, leaves nothing behind.
class FrameSink {
 public:
  virtual ~FrameSink() = default;
  /// The next frame: height rows of width RGBA pixels from the top, sRGB. Alpha is ignored.
  virtual void add(std::span<const std::uint8_t> rgba) = 0;
  /// Needs at least one frame. `progress` hears the part of this last work that is done, in
  /// [0, 1), and may throw Cancelled.
  virtual void finish(const std::function<void(double)>& progress = {}) = 0;
};

/// The sink for the path's extension: .mp4, .gif, or .png for a sequence of numbered pictures
/// in a folder of their own (png_sequence.h), each with the recipe.
///
/// width, height in pixels; fps in frames a second (not used by .png); recipe: the scene's JSON,
/// may be empty. The path is tried here, before any frame is made.
/// Throws BadRequest for another extension, a size or rate that the format cannot hold and a path
/// that cannot be written; Failed when an encoder cannot be had. add and finish throw Failed.
std::unique_ptr<FrameSink> open_sink(const std::filesystem::path& path, int width, int height,
                                     double fps, const std::string& recipe);

/// What such a sink makes or replaces: the path, or the folder of a sequence of pictures.
std::filesystem::path sink_target(const std::filesystem::path& path);

}  // namespace alphabar
