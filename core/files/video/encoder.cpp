#include "core/files/video/encoder.h"

#include <algorithm>
#include <new>
#include <string_view>

#include "core/base/error.h"
#include "core/files/video/picture_notes.h"

extern "C" {
#include <libavutil/opt.h>
}

namespace alphabar {
namespace {

// Text stays sharp and lines of one pixel stay lines; 300 frames of 1280 x 720 of the default scene
// are less than 6 MB.
void set_quality(AVCodecContext* codec) {
  const std::string name = codec->codec->name;
  if (name == "libx264") {
    av_opt_set(codec->priv_data, "preset", "medium", 0);
    av_opt_set(codec->priv_data, "crf", "26.5", 0);
  } else if (name == "libopenh264") {
    codec->bit_rate = std::int64_t{codec->width} * codec->height * 12;  // it knows no CRF
  } else if (name == "prores_ks") {
    av_opt_set(codec->priv_data, "profile", "4444", 0);
    av_opt_set(codec->priv_data, "vendor", "apl0", 0);  // what editing programs look for
    av_opt_set(codec->priv_data, "alpha_bits", "8", 0);
  } else if (name == "libvpx-vp9") {
    codec->bit_rate = 0;
    av_opt_set(codec->priv_data, "crf", "30", 0);
    av_opt_set(codec->priv_data, "deadline", "good", 0);
    av_opt_set(codec->priv_data, "cpu-used", "4", 0);
    av_opt_set(codec->priv_data, "row-mt", "1", 0);
    // Opacity is a stream beside the colours, which cannot have frames that are shown later.
    av_opt_set(codec->priv_data, "auto-alt-ref", "0", 0);
  } else if (name == "mpeg4") {
    codec->flags |= AV_CODEC_FLAG_QSCALE;
    codec->global_quality = 2 * FF_QP2LAMBDA;
  }
}

}  // namespace

Encoder::Encoder(const std::filesystem::path& path, const VideoFormat& format,
                 const VideoShape& shape, const std::string& recipe)
    : file_(path), shape_(shape), recipe_(recipe), packet_(av_packet_alloc()) {
  if (!packet_) throw std::bad_alloc();
  constexpr int buffer_bytes = 1 << 16;
  auto* buffer = static_cast<std::uint8_t*>(av_malloc(buffer_bytes));
  if (!buffer) throw std::bad_alloc();
  io_.reset(avio_alloc_context(buffer, buffer_bytes, 1, this, nullptr, on_write, on_seek));
  if (!io_) {
    av_free(buffer);
    throw std::bad_alloc();
  }
  // The muxer opens this name to read back what it wrote when it moves the index to the front.
  const std::string url = "file:" + file_.readable().string();
  AVFormatContext* muxer = nullptr;
  check(avformat_alloc_output_context2(&muxer, nullptr, std::string(format.muxer).c_str(),
                                       url.c_str()),
        "make the container " + std::string(format.muxer));
  muxer_.reset(muxer);
  muxer_->pb = io_.get();
  muxer_->flags |= AVFMT_FLAG_BITEXACT | AVFMT_FLAG_CUSTOM_IO;  // no clock, no version
  if (!recipe.empty()) av_dict_set(&muxer_->metadata, "comment", recipe.c_str(), 0);

  open_codec(format, shape);
  stream_ = avformat_new_stream(muxer_.get(), nullptr);
  if (!stream_) throw std::bad_alloc();
  stream_->time_base = codec_->time_base;
  stream_->avg_frame_rate = codec_->framerate;
  check(avcodec_parameters_from_context(stream_->codecpar, codec_.get()), "describe the stream");

  AVDictionary* options = nullptr;
  // The older place of a comment holds no more than 64 KiB.
  if (format.muxer == "mov") av_dict_set(&options, "movflags", "+faststart+use_metadata_tags", 0);
  if (format.muxer == "mp4") av_dict_set(&options, "movflags", "+faststart", 0);
  if (format.muxer == "gif") av_dict_set(&options, "loop", "0", 0);  // for ever
  const int code = avformat_write_header(muxer_.get(), &options);
  av_dict_free(&options);
  check(code, "write the header");
  begun_ = true;
}

Encoder::~Encoder() {
  // libavformat 59 frees the GIF muxer's last frame only in its trailer, so an abandoned one gets a
  // trailer that goes nowhere.
  if (!begun_ || std::string_view(muxer_->oformat->name) != "gif") return;
  abandoned_ = true;
  av_write_trailer(muxer_.get());
}

void Encoder::open_codec(const VideoFormat& format, const VideoShape& shape) {
  const AVCodec* codec = find_encoder(format);
  codec_.reset(avcodec_alloc_context3(codec));
  if (!codec_) throw std::bad_alloc();
  codec_->width = shape.width;
  codec_->height = shape.height;
  codec_->pix_fmt = pixels_of(format, shape.alpha);
  codec_->framerate = av_d2q(shape.fps, 1001000);
  codec_->time_base = av_inv_q(codec_->framerate);
  codec_->flags |= AV_CODEC_FLAG_BITEXACT;
  if (muxer_->oformat->flags & AVFMT_GLOBALHEADER) codec_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  if (format.pixels != AV_PIX_FMT_PAL8) {
    // What players expect of a size like ours.
    codec_->color_range = AVCOL_RANGE_MPEG;
    codec_->colorspace = AVCOL_SPC_BT709;
    codec_->color_primaries = AVCOL_PRI_BT709;
    codec_->color_trc = AVCOL_TRC_BT709;
  }
  set_quality(codec_.get());
  check(avcodec_open2(codec_.get(), codec, nullptr), std::string("open ") + codec->name);
}

int Encoder::on_write(void* self, std::uint8_t* bytes, int count) {
  auto* encoder = static_cast<Encoder*>(self);
  if (encoder->abandoned_) return count;
  try {
    encoder->file_.write(std::span<const std::uint8_t>(bytes, static_cast<std::size_t>(count)));
    encoder->file_bytes_ = std::max(encoder->file_bytes_, encoder->file_.position());
    return count;
  } catch (...) {
    if (!encoder->write_error_) encoder->write_error_ = std::current_exception();
    return AVERROR(EIO);
  }
}

std::int64_t Encoder::on_seek(void* self, std::int64_t offset, int whence) {
  auto* encoder = static_cast<Encoder*>(self);
  if (encoder->abandoned_) return AVERROR(EIO);
  if (whence == AVSEEK_SIZE) return static_cast<std::int64_t>(encoder->file_bytes_);
  if (whence == SEEK_CUR) offset += static_cast<std::int64_t>(encoder->file_.position());
  if (whence == SEEK_END) offset += static_cast<std::int64_t>(encoder->file_bytes_);
  try {
    encoder->file_.seek(static_cast<std::uint64_t>(offset));
    return offset;
  } catch (...) {
    if (!encoder->write_error_) encoder->write_error_ = std::current_exception();
    return AVERROR(EIO);
  }
}

void Encoder::check(int code, const std::string& doing) {
  // A write that failed is the cause, whatever libav made of it, even where it made nothing of it.
  if (write_error_) std::rethrow_exception(write_error_);
  av::check(code, file_.target().string(), doing);
}

void Encoder::take_packets() {
  while (true) {
    const int code = avcodec_receive_packet(codec_.get(), packet_.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return;
    check(code, std::string("encode with ") + codec_->codec->name);
    if (packet_->duration == 0) packet_->duration = 1;  // so that the last frame is shown as long
    av_packet_rescale_ts(packet_.get(), codec_->time_base, stream_->time_base);
    packet_->stream_index = stream_->index;
    check(av_interleaved_write_frame(muxer_.get(), packet_.get()), "write a frame");
  }
}

void Encoder::add(const AVFrame& frame) {
  check(avcodec_send_frame(codec_.get(), &frame),
        std::string("encode with ") + codec_->codec->name);
  take_packets();
}

void Encoder::finish() {
  check(avcodec_send_frame(codec_.get(), nullptr), "end the encoder");
  take_packets();
  begun_ = false;
  check(av_write_trailer(muxer_.get()), "write the end");
  avio_flush(io_.get());
  check(io_->error, "write");
  add_recipe();
  file_.commit();
}

void Encoder::add_recipe() {
  const std::string_view muxer = muxer_->oformat->name;
  if (muxer == "gif" && !recipe_.empty()) {
    file_.seek(file_bytes_ - 1);  // over the trailer
    file_.write(gif_comment(recipe_) + gif_trailer);
  }
}

}  // namespace alphabar
