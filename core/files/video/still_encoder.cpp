#include "core/files/video/still_encoder.h"

#include <array>
#include <new>

#include "core/base/error.h"

namespace alphabar {
namespace {

int check(int code) { return av::check(code, "webp", "encode a picture"); }

}  // namespace

StillEncoder::StillEncoder(int width, int height, int quality)
    : width_(width),
      height_(height),
      quality_(quality),
      frame_(av::make_frame(AV_PIX_FMT_BGRA, width, height)),
      scaler_(sws_getContext(width, height, AV_PIX_FMT_RGBA, width, height, AV_PIX_FMT_BGRA,
                             SWS_POINT, nullptr, nullptr, nullptr)) {
  av::silence();
  if (!scaler_) throw std::bad_alloc();
  open();
}

av::Owner<AVCodecContext> StillEncoder::open() const {
  const AVCodec* codec = avcodec_find_encoder_by_name("libwebp");
  if (!codec) throw Failed("this libavcodec has no encoder for WebP (looked for libwebp)");
  av::Owner<AVCodecContext> context(avcodec_alloc_context3(codec));
  if (!context) throw std::bad_alloc();
  context->width = width_;
  context->height = height_;
  context->pix_fmt = AV_PIX_FMT_BGRA;
  context->time_base = {1, 25};
  context->flags |= AV_CODEC_FLAG_QSCALE;
  context->global_quality = quality_ * FF_QP2LAMBDA;
  context->compression_level = 3;
  check(avcodec_open2(context.get(), codec, nullptr));
  return context;
}

std::vector<std::uint8_t> StillEncoder::encode(std::span<const std::uint8_t> rgba) {
  const std::array<const std::uint8_t*, 4> planes = {rgba.data()};
  const std::array<int, 4> strides = {width_ * 4};
  if (av_frame_make_writable(frame_.get()) < 0) throw std::bad_alloc();
  sws_scale(scaler_.get(), planes.data(), strides.data(), 0, height_, frame_->data,
            frame_->linesize);
  const av::Owner<AVCodecContext> codec = open();
  const av::Owner<AVPacket> packet(av_packet_alloc());
  if (!packet) throw std::bad_alloc();
  check(avcodec_send_frame(codec.get(), frame_.get()));
  check(avcodec_receive_packet(codec.get(), packet.get()));
  return {packet->data, packet->data + packet->size};
}

}  // namespace alphabar
