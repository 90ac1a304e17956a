#include "core/files/video/video_format.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/files/input_file.h"

extern "C" {
#include <libavcodec/avcodec.h>
}

namespace alphabar {
namespace {

// GIF counts time in hundredths of a second and browsers slow a delay below two of them down.
constexpr std::array<VideoFormat, 4> formats = {{
    {".mp4",
     "mp4",
     {"libx264", "libopenh264", "mpeg4"},
     AV_PIX_FMT_YUV420P,
     AV_PIX_FMT_NONE,
     240,
     true},
    {".mov",
     "mov",
     {"prores_ks", "", ""},
     AV_PIX_FMT_YUV444P10LE,
     AV_PIX_FMT_YUVA444P10LE,
     240,
     false},
    {".webm", "webm", {"libvpx-vp9", "", ""}, AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUVA420P, 240, true},
    {".gif", "gif", {"gif", "", ""}, AV_PIX_FMT_PAL8, AV_PIX_FMT_PAL8, 50, false},
}};

}  // namespace

std::span<const VideoFormat> video_formats() { return formats; }

const VideoFormat* find_video_format(const std::filesystem::path& path) {
  const std::string extension = ending_of(path);
  const auto found = std::find_if(formats.begin(), formats.end(), [&](const VideoFormat& format) {
    return format.extension == extension;
  });
  return found == formats.end() ? nullptr : &*found;
}

const AVCodec* find_encoder(const VideoFormat& format) {
  std::string tried;
  for (const std::string_view name : format.encoders) {
    if (name.empty()) continue;
    if (const AVCodec* codec = avcodec_find_encoder_by_name(std::string(name).c_str()))
      return codec;
    tried += (tried.empty() ? "" : ", ") + std::string(name);
  }
  throw Failed(fmt::format("this libavcodec has no encoder for {} (looked for {})",
                           format.extension, tried));
}

void check_video_request(const VideoFormat& format, const std::string& file, int width, int height,
                         double fps) {
  const auto fits = [&](int length) { return length >= 16 && length <= 8192; };
  if (!fits(width) || !fits(height))
    throw BadRequest(file, "size", fmt::format("{}x{}", width, height), "lengths from 16 to 8192");
  if (!(fps >= 0.1 && fps <= format.most_fps))
    throw BadRequest(file, "fps", fmt::format("{}", fps),
                     fmt::format("0.1 to {} in {}", format.most_fps, format.extension));
}

}  // namespace alphabar
