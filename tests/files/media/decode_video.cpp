#include "tests/files/media/decode_video.h"

#include <stdexcept>

#include "core/files/video/libav.h"

namespace alphabar::testing {
namespace {

int check(int code, const char* doing) {
  if (code < 0) throw std::runtime_error(std::string(doing) + ": " + av::error_text(code));
  return code;
}

std::vector<std::uint8_t> to_rgb(const AVFrame& frame) {
  const av::Owner<SwsContext> scaler(sws_getContext(
      frame.width, frame.height, static_cast<AVPixelFormat>(frame.format), frame.width,
      frame.height, AV_PIX_FMT_RGB24, SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, nullptr,
      nullptr, nullptr));
  if (!scaler) throw std::runtime_error("sws_getContext");
  const int* matrix = sws_getCoefficients(frame.colorspace);
  const int one = 1 << 16;
  sws_setColorspaceDetails(scaler.get(), matrix, frame.color_range == AVCOL_RANGE_JPEG, matrix, 1,
                           0, one, one);
  std::vector<std::uint8_t> rgb(static_cast<std::size_t>(frame.width) * frame.height * 3);
  std::uint8_t* planes[4] = {rgb.data(), nullptr, nullptr, nullptr};
  const int strides[4] = {frame.width * 3, 0, 0, 0};
  sws_scale(scaler.get(), frame.data, frame.linesize, 0, frame.height, planes, strides);
  return rgb;
}

}  // namespace

Decoded decode_video(const std::filesystem::path& path) {
  av::silence();
  AVFormatContext* opened = nullptr;
  check(avformat_open_input(&opened, path.c_str(), nullptr, nullptr), "open");
  const auto close = [](AVFormatContext* p) { avformat_close_input(&p); };
  const std::unique_ptr<AVFormatContext, decltype(close)> file(opened, close);
  check(avformat_find_stream_info(file.get(), nullptr), "stream info");
  const AVCodec* codec = nullptr;
  const int index = check(av_find_best_stream(file.get(), AVMEDIA_TYPE_VIDEO, -1, -1, &codec, 0),
                          "find a stream");
  const AVStream* stream = file->streams[index];
  const av::Owner<AVCodecContext> decoder(avcodec_alloc_context3(codec));
  check(avcodec_parameters_to_context(decoder.get(), stream->codecpar), "parameters");
  check(avcodec_open2(decoder.get(), codec, nullptr), "open the decoder");

  Decoded out;
  out.width = decoder->width;
  out.height = decoder->height;
  out.codec = codec->name;
  out.seconds = static_cast<double>(file->duration) / AV_TIME_BASE;
  out.bt709_video_range = stream->codecpar->color_space == AVCOL_SPC_BT709 &&
                          stream->codecpar->color_range == AVCOL_RANGE_MPEG;
  const av::Owner<AVPacket> packet(av_packet_alloc());
  const av::Owner<AVFrame> frame(av_frame_alloc());
  const auto take_frames = [&] {
    while (avcodec_receive_frame(decoder.get(), frame.get()) >= 0) {
      out.times.push_back(static_cast<double>(frame->best_effort_timestamp) *
                          av_q2d(stream->time_base));
      out.frames.push_back(to_rgb(*frame));
    }
  };
  while (av_read_frame(file.get(), packet.get()) >= 0) {
    if (packet->stream_index == index)
      check(avcodec_send_packet(decoder.get(), packet.get()), "decode");
    av_packet_unref(packet.get());
    take_frames();
  }
  check(avcodec_send_packet(decoder.get(), nullptr), "end");
  take_frames();
  return out;
}

}  // namespace alphabar::testing
