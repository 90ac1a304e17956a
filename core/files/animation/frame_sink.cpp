#include "core/files/animation/frame_sink.h"

#include "core/base/error.h"
#include "core/files/animation/png_sequence.h"
#include "core/files/file_kind.h"
#include "core/files/video/video.h"

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

}  // namespace

std::unique_ptr<FrameSink> open_sink(const std::filesystem::path& path, int width, int height,
                                     double fps, const std::string& recipe) {
  if (holds(path, Product::frames))
    return std::make_unique<PngSequence>(path, width, height, recipe);
  if (holds(path, Product::animation))
    return std::make_unique<VideoSink>(path, width, height, fps, recipe);
  throw BadRequest(path.string(), "extension", path.extension().string(),
                   joined(endings_of(Product::animation), ", ") + ", " +
                       joined(endings_of(Product::frames), ", "));
}

std::filesystem::path sink_target(const std::filesystem::path& path) {
  return holds(path, Product::frames) ? PngSequence::folder_of(path) : path;
}

}  // namespace alphabar
