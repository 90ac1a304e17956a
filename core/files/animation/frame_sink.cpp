#include "core/files/animation/frame_sink.h"

#include <algorithm>
#include <cctype>

#include "core/base/error.h"
#include "core/files/animation/png_sequence.h"
#include "core/files/input_file.h"
#include "core/files/video/video.h"
#include "core/files/video/video_format.h"

namespace alphabar {
namespace {

class VideoSink : public FrameSink {
 public:
  VideoSink(const std::filesystem::path& path, int width, int height, double fps,
            const std::string& recipe)
      : writer_(path, width, height, fps, {recipe}) {}
  void add(std::span<const std::uint8_t> rgba) override { writer_.add(rgba); }
  void finish(const std::function<void(double)>& progress) override { writer_.finish(progress); }

 private:
  VideoWriter writer_;
};

bool is_png(const std::filesystem::path& path) { return ending_of(path) == ".png"; }

}  // namespace

std::unique_ptr<FrameSink> open_sink(const std::filesystem::path& path, int width, int height,
                                     double fps, const std::string& recipe) {
  if (is_png(path)) return std::make_unique<PngSequence>(path, width, height, recipe);
  if (find_video_format(path)) return std::make_unique<VideoSink>(path, width, height, fps, recipe);
  std::string allowed;
  for (const VideoFormat& format : video_formats()) allowed += std::string(format.extension) + ", ";
  throw BadRequest(path.string(), "extension", path.extension().string(), allowed + ".png");
}

std::filesystem::path sink_target(const std::filesystem::path& path) {
  return is_png(path) ? PngSequence::folder_of(path) : path;
}

}  // namespace alphabar
