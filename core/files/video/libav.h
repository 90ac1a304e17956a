#pragma once

#include <memory>
#include <string>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavformat/avformat.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
}

// Owners and error text for libav*, for core/files only.

namespace alphabar::av {

struct Free {
  void operator()(AVFrame* p) const { av_frame_free(&p); }
  void operator()(AVPacket* p) const { av_packet_free(&p); }
  void operator()(AVCodecContext* p) const { avcodec_free_context(&p); }
  void operator()(AVFilterGraph* p) const { avfilter_graph_free(&p); }
  void operator()(AVFilterInOut* p) const { avfilter_inout_free(&p); }
  void operator()(AVFormatContext* p) const { avformat_free_context(p); }
  void operator()(SwsContext* p) const { sws_freeContext(p); }
  void operator()(AVIOContext* p) const {
    av_freep(&p->buffer);
    avio_context_free(&p);
  }
};

template <class T>
using Owner = std::unique_ptr<T, Free>;

/// "Invalid argument", what libav says of its error code.
std::string error_text(int code);

/// Returns `code` where it is no error; throws Failed("FILE: cannot DOING: TEXT") where it is.
int check(int code, const std::string& file, const std::string& doing);

/// A frame of that format and size with memory of its own. Throws std::bad_alloc.
Owner<AVFrame> make_frame(AVPixelFormat pixels, int width, int height);

/// libav prints to stderr, and so do encoders through it: nothing from now on. Its log is one of
/// the process, and every error that matters comes back as a code.
void silence();

}  // namespace alphabar::av
