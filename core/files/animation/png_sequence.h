#pragma once

#include <deque>
#include <future>
#include <string>
#include <vector>

#include "core/files/animation/frame_sink.h"
#include "core/files/video/spool.h"

namespace alphabar {

/// Frames as numbered PNG files in a folder of their own: NAME.png gives NAME/NAME-0001.png,
/// NAME/NAME-0002.png and so on (more digits beyond 9999). The folder appears in finish(), whole,
/// in the place of an older one with such pictures and nothing else. They are encoded on all cores.
class PngSequence : public FrameSink {
 public:
  /// Throws BadRequest for a side outside 1 to 16384 and for a folder that cannot be written or
  /// replaced.
  PngSequence(const std::filesystem::path& pattern, const FrameShape& shape, std::string recipe);

  void add(std::span<const std::uint8_t> rgba) override;
  void finish(const std::function<void(double)>& progress) override;

  /// Where the frames go: NAME of NAME.png.
  static std::filesystem::path folder_of(const std::filesystem::path& pattern);
  /// The name of frame `number`, from 1, in that folder.
  static std::string frame_name(const std::filesystem::path& pattern, std::size_t number);

 private:
  std::filesystem::path pattern_;
  int width_, height_, channels_;
  void store_first();

  std::string recipe_;
  Spool spool_;                                               // of whole files
  std::size_t cores_;                                         // that encode, each a frame
  std::deque<std::future<std::vector<std::uint8_t>>> coded_;  // in their order; waited for first
};

}  // namespace alphabar
