#include "core/files/video/still_encoder.h"

#include <cassert>
#include <new>

#include "core/base/error.h"

namespace alphabar {
namespace {

int check(int code) { return av::check(code, "webp", "encode a picture"); }

}  // namespace

StillEncoder::StillEncoder(int quality)
    : quality_(quality), codec_(avcodec_find_encoder_by_name("libwebp")) {
  av::silence();
  if (!codec_) throw Failed("this libavcodec has no encoder for WebP (looked for libwebp)");
}

std::vector<std::uint8_t> StillEncoder::encode(std::span<const std::uint8_t> rgba, int width,
                                               int height) const {
  assert(rgba.size() == static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
  const av::Owner<AVCodecContext> codec(avcodec_alloc_context3(codec_));
  const av::Owner<AVPacket> packet(av_packet_alloc());
  if (!codec || !packet) throw std::bad_alloc();
  codec->width = width;
  codec->height = height;
  codec->pix_fmt = AV_PIX_FMT_BGRA;
  codec->time_base = {1, 25};
  codec->flags |= AV_CODEC_FLAG_QSCALE;
  codec->global_quality = quality_ * FF_QP2LAMBDA;
  codec->compression_level = 3;
  check(avcodec_open2(codec.get(), codec_, nullptr));
  const av::Owner<AVFrame> frame = av::make_frame(AV_PIX_FMT_BGRA, width, height);
  for (int y = 0; y < height; ++y) {
    const std::uint8_t* from = rgba.data() + std::ptrdiff_t{4} * y * width;
    std::uint8_t* to = frame->data[0] + std::ptrdiff_t{y} * frame->linesize[0];
    for (int x = 0; x < width; ++x, from += 4, to += 4) {
      to[0] = from[2];
      to[1] = from[1];
      to[2] = from[0];
      to[3] = from[3];
    }
  }
  check(avcodec_send_frame(codec.get(), frame.get()));
  check(avcodec_receive_packet(codec.get(), packet.get()));
  return {packet->data, packet->data + packet->size};
}

}  // namespace alphabar
