#include "core/files/animation/frame_sink.h"

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/files/animation/apng.h"
#include "core/files/animation/frame_queue.h"
#include "core/files/animation/html_player.h"
#include "core/files/animation/png_sequence.h"
#include "core/files/animation/webp.h"
#include "core/files/file_kind.h"
#include "core/files/input_file.h"
#include "core/files/video/video.h"
#include "core/files/video/video_format.h"

namespace alphabar {
namespace {

class VideoSink : public FrameSink {
 public:
  VideoSink(const std::filesystem::path& path, const FrameShape& shape, const std::string& recipe)
      : writer_(path, shape.width, shape.height, shape.fps, {recipe, shape.alpha}) {}
  void add(std::span<const std::uint8_t> rgba) override { writer_.add(rgba); }
  void finish(const std::function<void(double)>& progress) override { writer_.finish(progress); }

 private:
  VideoWriter writer_;
};

std::unique_ptr<FrameSink> make_sink(const std::filesystem::path& path, const FrameShape& shape,
                                     const std::string& recipe) {
  const std::string ending = ending_of(path);
  if (holds(path, Product::frames)) return std::make_unique<PngSequence>(path, shape, recipe);
  if (ending == ".apng") return std::make_unique<Apng>(path, shape, recipe);
  if (ending == ".webp") return std::make_unique<Webp>(path, shape, recipe);
  if (ending == ".html") return std::make_unique<HtmlPlayer>(path, shape, recipe);
  if (holds(path, Product::animation)) return std::make_unique<VideoSink>(path, shape, recipe);
  throw BadRequest(path.string(), "extension", path.extension().string(),
                   joined(endings_of(Product::animation), ", ") + ", " +
                       joined(endings_of(Product::frames), ", "));
}

}  // namespace

std::unique_ptr<FrameSink> open_sink(const std::filesystem::path& path, const FrameShape& shape,
                                     const std::string& recipe) {
  return std::make_unique<FrameQueue>(make_sink(path, shape, recipe));
}

std::string sink_remark(const std::filesystem::path& path, const FrameShape& shape) {
  const VideoFormat* format = find_video_format(path);
  if (!format) return "";
  std::string remark;
  const int width = padded(*format, shape.width), height = padded(*format, shape.height);
  if (width != shape.width || height != shape.height)
    remark =
        fmt::format("{} holds even sizes: {} x {} becomes {} x {}, its last row or column twice",
                    format->extension, shape.width, shape.height, width, height);
  if (shape.alpha && format->alpha_pixels == AV_PIX_FMT_NONE)
    remark += fmt::format("{}{} holds no opacity: the ground is black", remark.empty() ? "" : "; ",
                          format->extension);
  if (shape.alpha && format->alpha_pixels == AV_PIX_FMT_PAL8)
    remark += fmt::format("{}{} has pixels that are there or not: edges are hard",
                          remark.empty() ? "" : "; ", format->extension);
  return remark;
}

std::filesystem::path sink_target(const std::filesystem::path& path) {
  return holds(path, Product::frames) ? PngSequence::folder_of(path) : path;
}

}  // namespace alphabar
