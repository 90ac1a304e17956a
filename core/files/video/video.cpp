#include "core/files/video/video.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <new>

#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/files/video/encoder.h"
#include "core/files/video/frame_spool.h"
#include "core/files/video/palette.h"

extern "C" {
#include <libswscale/swscale.h>
}

namespace alphabar {

class VideoWriter::Impl {
 public:
  virtual ~Impl() = default;
  virtual void add(std::span<const std::uint8_t> rgba) = 0;
  virtual void finish(const std::function<void(double)>& progress) = 0;
};

namespace {

/// Frames go to the encoder as they come, in YUV.
class StreamedVideo : public VideoWriter::Impl {
 public:
  StreamedVideo(const std::filesystem::path& path, const VideoFormat& format,
                const VideoShape& shape, const std::string& recipe)
      : encoder_(path, format, shape, recipe),
        frame_(av::make_frame(format.pixels, shape.width, shape.height)),
        scaler_(sws_getContext(
            shape.width, shape.height, AV_PIX_FMT_RGB0, shape.width, shape.height, format.pixels,
            SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, nullptr, nullptr, nullptr)) {
    if (!scaler_) throw std::bad_alloc();
    // From full-range RGB to BT.709 with 16 to 235, as the stream is labelled.
    const int* bt709 = sws_getCoefficients(SWS_CS_ITU709);
    constexpr int one = 1 << 16;
    if (sws_setColorspaceDetails(scaler_.get(), bt709, 1, bt709, 0, 0, one, one) < 0)
      throw Failed(shown(path) + ": cannot convert colours to YUV");
  }

  void add(std::span<const std::uint8_t> rgba) override {
    if (av_frame_make_writable(frame_.get()) < 0) throw std::bad_alloc();
    const std::array<const std::uint8_t*, 4> planes = {rgba.data()};
    const std::array<int, 4> strides = {frame_->width * 4};
    sws_scale(scaler_.get(), planes.data(), strides.data(), 0, frame_->height, frame_->data,
              frame_->linesize);
    frame_->pts = frames_++;
    encoder_.add(*frame_);
  }

  void finish(const std::function<void(double)>&) override { encoder_.finish(); }

 private:
  Encoder encoder_;
  av::Owner<AVFrame> frame_;
  av::Owner<SwsContext> scaler_;
  std::int64_t frames_ = 0;
};

/// Frames wait on the disk until all have had their say in the palette.
class PalettedVideo : public VideoWriter::Impl {
 public:
  PalettedVideo(const std::filesystem::path& path, const VideoFormat& format,
                const VideoShape& shape, const std::string& recipe)
      : width_(shape.width),
        height_(shape.height),
        encoder_(path, format, shape, recipe),
        maker_(width_, height_),
        spool_(path.parent_path(), static_cast<std::size_t>(width_) * height_ * 4) {}

  void add(std::span<const std::uint8_t> rgba) override {
    maker_.add(rgba);
    spool_.add(rgba);
  }

  void finish(const std::function<void(double)>& progress) override {
    const av::Owner<AVFrame> palette = maker_.finish();
    PaletteMapper mapper(width_, height_, *palette);
    for (std::size_t i = 0; i < spool_.size(); ++i) {
      if (progress) progress(static_cast<double>(i) / static_cast<double>(spool_.size()));
      const av::Owner<AVFrame> frame = mapper.map(spool_.read(i));
      frame->pts = static_cast<std::int64_t>(i);
      encoder_.add(*frame);
    }
    encoder_.finish();
  }

 private:
  int width_, height_;
  Encoder encoder_;
  PaletteMaker maker_;
  FrameSpool spool_;
};

std::string extensions() {
  std::string text;
  for (const VideoFormat& format : video_formats())
    text += (text.empty() ? "" : ", ") + std::string(format.extension);
  return text;
}

std::unique_ptr<VideoWriter::Impl> open(const std::filesystem::path& path, int width, int height,
                                        double fps, const VideoOptions& options) {
  av::silence();
  const VideoFormat* format = find_video_format(path);
  if (!format)
    throw BadRequest(path.string(), "extension", path.extension().string(), extensions());
  check_video_request(*format, path.string(), width, height, fps);
  const VideoShape shape{width, height, fps};
  if (format->pixels == AV_PIX_FMT_PAL8)
    return std::make_unique<PalettedVideo>(path, *format, shape, options.recipe);
  return std::make_unique<StreamedVideo>(path, *format, shape, options.recipe);
}

}  // namespace

VideoWriter::VideoWriter(const std::filesystem::path& path, int width, int height, double fps,
                         const VideoOptions& options)
    : impl_(open(path, width, height, fps, options)),
      frame_bytes_(static_cast<std::size_t>(width) * height * 4) {}

VideoWriter::~VideoWriter() = default;

void VideoWriter::add(std::span<const std::uint8_t> rgba) {
  assert(rgba.size() == frame_bytes_);
  impl_->add(rgba);
  ++frames_;
}

void VideoWriter::finish(const std::function<void(double)>& progress) {
  assert(frames_ > 0);
  impl_->finish(progress);
}

}  // namespace alphabar
