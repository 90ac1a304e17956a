#pragma once

#include <exception>
#include <filesystem>
#include <string>

#include "core/files/atomic_file.h"
#include "core/files/video/libav.h"
#include "core/files/video/video_format.h"

namespace alphabar {

struct VideoShape {
  int width, height;   ///< pixels
  double fps;          ///< frames a second
  bool alpha = false;  ///< opacity is kept; the format holds it
};

constexpr AVPixelFormat pixels_of(const VideoFormat& format, bool alpha) {
  return alpha ? format.alpha_pixels : format.pixels;
}

/// One encoder and its container, writing through an AtomicFile: frames in, a file out.
///
/// Every libav error and every failed write throws Failed. Without finish() nothing is left.
/// The recipe becomes the container's "comment" (mp4: the (c)cmt item, mov: a key, webm: a tag)
/// or GIF's comment extension.
class Encoder {
 public:
  Encoder(const std::filesystem::path& path, const VideoFormat& format, const VideoShape& shape,
          const std::string& recipe);
  ~Encoder();

  /// A frame in the format's pixels, its pts counting frames from 0.
  void add(const AVFrame& frame);
  void finish();

 private:
  static int on_write(void* self, std::uint8_t* bytes, int count);
  static std::int64_t on_seek(void* self, std::int64_t offset, int whence);
  void open_codec(const VideoFormat& format, const VideoShape& shape);
  void take_packets();
  void add_recipe();  ///< where the container's muxer knows no metadata
  void check(int code, const std::string& doing);

  AtomicFile file_;
  VideoShape shape_;
  std::string recipe_;
  bool begun_ = false, abandoned_ = false;
  std::exception_ptr write_error_;  // of on_write, kept while libav's C frames unwind
  std::uint64_t file_bytes_ = 0;
  av::Owner<AVIOContext> io_;
  av::Owner<AVFormatContext> muxer_;
  av::Owner<AVCodecContext> codec_;
  av::Owner<AVPacket> packet_;
  AVStream* stream_ = nullptr;  // owned by muxer_
};

}  // namespace alphabar
