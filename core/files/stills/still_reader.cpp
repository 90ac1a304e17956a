#include "core/files/stills/still_reader.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <string_view>

#include "core/base/error.h"
#include "core/files/image/png.h"
#include "core/files/input_file.h"
#include "core/files/video/libav.h"

namespace alphabar {
namespace {

using namespace std::string_view_literals;

constexpr int most_side = 16384;
constexpr std::int64_t most_pixels = std::int64_t{64} << 20;
constexpr std::size_t most_bytes = std::size_t{256} << 20;

/// A kind of file, by its first bytes.
struct StillKind {
  const char* name;
  AVCodecID codec;
  std::string_view bytes, later = {};  ///< at its start, and from byte 8
  std::array<std::string_view, 3> endings;
};

constexpr std::array kinds{
    StillKind{"PNG", AV_CODEC_ID_PNG, "\x89PNG"sv, {}, {".png"}},
    StillKind{"JPEG", AV_CODEC_ID_MJPEG, "\xFF\xD8\xFF"sv, {}, {".jpg", ".jpeg", ".jpe"}},
    StillKind{"WebP", AV_CODEC_ID_WEBP, "RIFF"sv, "WEBP"sv, {".webp"}},
    StillKind{"BMP", AV_CODEC_ID_BMP, "BM"sv, {}, {".bmp"}},
    StillKind{"TIFF", AV_CODEC_ID_TIFF, "II*\0"sv, {}, {".tif", ".tiff"}},
    StillKind{"TIFF", AV_CODEC_ID_TIFF, "MM\0*"sv, {}, {}},
    StillKind{"GIF", AV_CODEC_ID_GIF, "GIF8"sv, {}, {".gif"}},
    StillKind{"PGM", AV_CODEC_ID_PGM, "P5"sv, {}, {".pgm"}},
    StillKind{"PPM", AV_CODEC_ID_PPM, "P6"sv, {}, {".ppm"}},
};

/// One file that is being read.
class Reader {
 public:
  explicit Reader(const std::filesystem::path& path)
      : path_(path), bytes_(read_text(path, most_bytes)) {}

  const StillKind& kind() const {
    const std::string_view bytes = bytes_;
    const auto found = std::ranges::find_if(kinds, [&](const StillKind& k) {
      return bytes.starts_with(k.bytes) &&
             (k.later.empty() || (bytes.size() > 8 && bytes.substr(8).starts_with(k.later)));
    });
    if (found == kinds.end())
      throw BadRequest(path_.string(), "content", "of another kind", still_kinds(),
                       "convert it to a PNG");
    return *found;
  }

  Image run(const StillKind& of) const {
    av::silence();
    const AVCodec* codec = avcodec_find_decoder(of.codec);
    if (!codec)
      throw BadRequest(path_.string(), "content", of.name, "a PNG",
                       std::string("this system's libav reads no ") + of.name);
    const av::Owner<AVCodecContext> decoder(avcodec_alloc_context3(codec));
    const av::Owner<AVPacket> packet(av_packet_alloc());
    const av::Owner<AVFrame> frame(av_frame_alloc());
    if (!decoder || !packet || !frame) throw std::bad_alloc();
    decoder->max_pixels = most_pixels;
    decoder->thread_count = 1;
    decoder->err_recognition = AV_EF_CRCCHECK | AV_EF_BITSTREAM | AV_EF_BUFFER | AV_EF_EXPLODE;
    const auto sound = [&](int code) {
      if (code < 0) refuse(of, av::error_text(code));
    };
    sound(avcodec_open2(decoder.get(), codec, nullptr));
    if (av_new_packet(packet.get(), static_cast<int>(bytes_.size())) < 0) throw std::bad_alloc();
    std::ranges::copy(bytes_, packet->data);
    sound(avcodec_send_packet(decoder.get(), packet.get()));
    sound(avcodec_send_packet(decoder.get(), nullptr));
    sound(avcodec_receive_frame(decoder.get(), frame.get()));
    if (frame->decode_error_flags != 0 || (frame->flags & AV_FRAME_FLAG_CORRUPT) != 0)
      refuse(of, "it ends too early or is damaged");
    if (frame->width < 1 || frame->height < 1 || frame->width > most_side ||
        frame->height > most_side)
      throw BadRequest(path_.string(), "size",
                       std::to_string(frame->width) + " x " + std::to_string(frame->height),
                       "1 to " + std::to_string(most_side) + " on a side");
    return pixels(*frame);
  }

 private:
  [[noreturn]] void refuse(const StillKind& of, const std::string& why) const {
    throw BadRequest(path_.string(), "content", std::string("a damaged ") + of.name + ": " + why,
                     "a whole one of at most 64 million pixels", "save it anew, or leave it out");
  }

  Image pixels(const AVFrame& frame) const {
    const auto given = static_cast<AVPixelFormat>(frame.format);
    const AVPixFmtDescriptor* format = av_pix_fmt_desc_get(given);
    const bool alpha =
        format && ((format->flags & AV_PIX_FMT_FLAG_ALPHA) != 0 || given == AV_PIX_FMT_PAL8);
    Image image;
    image.width = frame.width;
    image.height = frame.height;
    image.channels = alpha ? 4 : 3;
    const av::Owner<SwsContext> scaler(sws_getContext(
        frame.width, frame.height, given, frame.width, frame.height,
        alpha ? AV_PIX_FMT_RGBA : AV_PIX_FMT_RGB24,
        SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, nullptr, nullptr, nullptr));
    if (!scaler)
      throw BadRequest(path_.string(), "content", format ? format->name : "no known pixels",
                       "colours or gray", "convert it to a PNG");
    constexpr int one = 1 << 16;
    const bool yuv = format && (format->flags & AV_PIX_FMT_FLAG_RGB) == 0;
    const int* matrix = sws_getCoefficients(yuv ? frame.colorspace : SWS_CS_DEFAULT);
    sws_setColorspaceDetails(scaler.get(), matrix, frame.color_range == AVCOL_RANGE_JPEG, matrix, 1,
                             0, one, one);
    image.pixels.resize(static_cast<std::size_t>(frame.width) *
                        static_cast<std::size_t>(frame.height) *
                        static_cast<std::size_t>(image.channels));
    std::uint8_t* planes[4] = {image.pixels.data(), nullptr, nullptr, nullptr};
    const int strides[4] = {frame.width * image.channels, 0, 0, 0};
    sws_scale(scaler.get(), frame.data, frame.linesize, 0, frame.height, planes, strides);
    return image;
  }

  const std::filesystem::path& path_;
  std::string bytes_;
};

}  // namespace

bool is_still(const std::filesystem::path& path) {
  std::string ending = path.extension().string();
  std::ranges::transform(ending, ending.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return !ending.empty() && std::ranges::any_of(kinds, [&](const StillKind& kind) {
    return std::ranges::find(kind.endings, ending) != kind.endings.end();
  });
}

std::string still_kinds() {
  std::string all;
  for (const StillKind& kind : kinds)
    if (!kind.endings.front().empty()) all.append(all.empty() ? "" : ", ").append(kind.name);
  return all;
}

Image read_still(const std::filesystem::path& path) {
  const Reader reader(path);
  const StillKind& kind = reader.kind();
  return kind.codec == AV_CODEC_ID_PNG ? read_png(path).image : reader.run(kind);
}

}  // namespace alphabar
