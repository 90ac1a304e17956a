#pragma once

#include <array>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

extern "C" {
#include <libavutil/pixfmt.h>
}

struct AVCodec;

namespace alphabar {

/// How an animation of one file extension is made; the table of all of them is video_formats().
struct VideoFormat {
  std::string_view extension;                ///< with the dot, lower case
  std::string_view muxer;                    ///< libavformat's name
  std::array<std::string_view, 3> encoders;  ///< libavcodec's names, the best first
  AVPixelFormat pixels;                      ///< what the encoder is given
  AVPixelFormat alpha_pixels;  ///< the same with opacity; AV_PIX_FMT_NONE: it holds none
  double most_fps;             ///< what players show at its true speed
  bool even_size;              ///< colour is stored for squares of four pixels
};

std::span<const VideoFormat> video_formats();

/// The format of that extension (any case), or nullptr.
const VideoFormat* find_video_format(const std::filesystem::path& path);

/// The first of the format's encoders that this libavcodec has. Throws Failed, naming them, when
/// it has none.
const AVCodec* find_encoder(const VideoFormat& format);

/// Whether a length has to be, and is not, even: one more pixel is added then.
constexpr int padded(const VideoFormat& format, int length) {
  return length + (format.even_size ? length % 2 : 0);
}

/// Throws BadRequest (field "size" or "fps") for a size or rate that the format cannot hold:
/// 16 to 8192 pixels on a side; 0.1 to most_fps frames a second.
void check_video_request(const VideoFormat& format, const std::string& file, int width, int height,
                         double fps);

}  // namespace alphabar
