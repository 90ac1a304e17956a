#include "core/files/video/video.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdlib>
#include <new>
#include <vector>

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

/// Frames go to the encoder as they come, in its pixels.
class StreamedVideo : public VideoWriter::Impl {
 public:
  StreamedVideo(const std::filesystem::path& path, const VideoFormat& format,
                const VideoShape& shape, const VideoOptions& options)
      : given_(shape),
        width_(padded(format, shape.width)),
        height_(padded(format, shape.height)),
        encoder_(path, format, {width_, height_, shape.fps, options.alpha}, options.recipe),
        frame_(av::make_frame(pixels_of(format, options.alpha), width_, height_)),
        scaler_(sws_getContext(width_, height_, options.alpha ? AV_PIX_FMT_RGBA : AV_PIX_FMT_RGB0,
                               width_, height_, pixels_of(format, options.alpha),
                               SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, nullptr,
                               nullptr, nullptr)) {
    if (!scaler_) throw std::bad_alloc();
    // From full-range RGB to BT.709 with 16 to 235, as the stream is labelled.
    const int* bt709 = sws_getCoefficients(SWS_CS_ITU709);
    constexpr int one = 1 << 16;
    if (sws_setColorspaceDetails(scaler_.get(), bt709, 1, bt709, 0, 0, one, one) < 0)
      throw Failed(shown(path) + ": cannot convert colours to YUV");
  }

  void add(std::span<const std::uint8_t> rgba) override {
    if (av_frame_make_writable(frame_.get()) < 0) throw std::bad_alloc();
    const std::array<const std::uint8_t*, 4> planes = {fitted(rgba).data()};
    const std::array<int, 4> strides = {frame_->width * 4};
    sws_scale(scaler_.get(), planes.data(), strides.data(), 0, frame_->height, frame_->data,
              frame_->linesize);
    frame_->pts = frames_++;
    encoder_.add(*frame_);
  }

  void finish(const std::function<void(double)>&) override { encoder_.finish(); }

 private:
  /// With the last row and column once more where the format's lengths are even.
  std::span<const std::uint8_t> fitted(std::span<const std::uint8_t> rgba) {
    if (width_ == given_.width && height_ == given_.height) return rgba;
    wider_.clear();
    for (int y = 0; y < height_; ++y) {
      const std::size_t row = static_cast<std::size_t>(std::min(y, given_.height - 1)) *
                              static_cast<std::size_t>(given_.width) * 4;
      const auto from = rgba.begin() + static_cast<std::ptrdiff_t>(row);
      const auto to = from + std::ptrdiff_t{4} * given_.width;
      wider_.insert(wider_.end(), from, to);
      if (width_ > given_.width) wider_.insert(wider_.end(), to - 4, to);
    }
    return wider_;
  }

  VideoShape given_;
  int width_, height_;
  std::vector<std::uint8_t> wider_;
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
        opacity_(shape.alpha ? Opacity::kept : Opacity::whole),
        encoder_(path, format, shape, recipe),
        maker_(width_, height_),
        spool_(path.parent_path(), static_cast<std::size_t>(width_) * height_ * 4) {}

  void add(std::span<const std::uint8_t> rgba) override {
    const std::span<const std::uint8_t> seen = without_hidden_colors(rgba);
    maker_.add(seen);
    spool_.add(seen);
  }

  void finish(const std::function<void(double)>& progress) override {
    const av::Owner<AVFrame> palette = maker_.finish();
    PaletteMapper mapper(width_, height_, *palette, opacity_);
    for (std::size_t i = 0; i < spool_.size(); ++i) {
      if (progress) progress(static_cast<double>(i) / static_cast<double>(spool_.size()));
      const std::span<const std::uint8_t> rgba = spool_.read(i);
      const av::Owner<AVFrame> frame = mapper.map(rgba);
      hold(*frame, rgba);
      frame->pts = static_cast<std::int64_t>(i);
      encoder_.add(*frame);
    }
    encoder_.finish();
  }

 private:
  /// What is not there, as one colour.
  std::span<const std::uint8_t> without_hidden_colors(std::span<const std::uint8_t> rgba) {
    constexpr std::uint8_t half = 128;
    if (opacity_ == Opacity::whole) return rgba;
    seen_.assign(rgba.begin(), rgba.end());
    for (std::size_t i = 0; i + 4 <= seen_.size(); i += 4)
      if (seen_[i + 3] < half) std::fill_n(&seen_[i], 4, std::uint8_t{0});
    return seen_;
  }

  /// Leaves each pixel as it was in the frame before where that is nearer to its colour than eyes
  /// notice: what does not change is not stored. Each frame is held against its own colours, so
  /// that no error grows.
  void hold(AVFrame& frame, std::span<const std::uint8_t> rgba) {
    const bool first = shown_.empty();
    shown_.resize(static_cast<std::size_t>(width_) * height_);
    const auto* palette = reinterpret_cast<const std::uint32_t*>(frame.data[1]);  // 0xAARRGGBB
    for (int y = 0; y < height_; ++y) {
      std::uint8_t* row = frame.data[0] + std::ptrdiff_t{y} * frame.linesize[0];
      for (int x = 0; x < width_; ++x) {
        std::uint8_t& shown = shown_[static_cast<std::size_t>(y) * width_ + x];
        const std::uint32_t before = palette[shown], now = palette[row[x]];
        const std::size_t at = 4 * (static_cast<std::size_t>(y) * width_ + x);
        if (!first && before >> 24 == now >> 24 && passes_for(before, &rgba[at])) row[x] = shown;
        shown = row[x];
      }
    }
  }

  /// Whether a colour of the palette passes for another. Eyes notice less among middle colours,
  /// where particles crowd, than on a ground that is near black or white.
  static bool passes_for(std::uint32_t argb, const std::uint8_t* rgb) {
    const auto [low, high] = std::minmax({rgb[0], rgb[1], rgb[2]});
    const int middle = std::min<int>(high, 255 - low);
    const int unnoticed = 6 + 14 * middle / 100;  // levels of 255, of red, green and blue
    for (int c = 0; c < 3; ++c)
      if (std::abs(static_cast<int>(argb >> (16 - 8 * c) & 255) - rgb[c]) > unnoticed) return false;
    return true;
  }

  int width_, height_;
  Opacity opacity_;
  std::vector<std::uint8_t> seen_;
  std::vector<std::uint8_t> shown_;  // of the frame before, in the palette
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
  VideoOptions kept = options;
  kept.alpha = kept.alpha && format->alpha_pixels != AV_PIX_FMT_NONE;
  const VideoShape shape{width, height, fps, kept.alpha};
  if (format->pixels == AV_PIX_FMT_PAL8)
    return std::make_unique<PalettedVideo>(path, *format, shape, options.recipe);
  return std::make_unique<StreamedVideo>(path, *format, shape, kept);
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
