#include "core/files/video/palette.h"

#include <fmt/format.h>

#include <cassert>
#include <cstring>
#include <new>

#include "core/base/error.h"

extern "C" {
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
}

namespace alphabar {
namespace {

int check(int code) { return av::check(code, "gif", "choose its colours"); }

AVFilterContext* add_source(AVFilterGraph* graph, const char* name, AVPixelFormat pixels, int width,
                            int height) {
  const std::string options =
      fmt::format("video_size={}x{}:pix_fmt={}:time_base=1/1:pixel_aspect=1/1", width, height,
                  static_cast<int>(pixels));
  AVFilterContext* source = nullptr;
  check(avfilter_graph_create_filter(&source, avfilter_get_by_name("buffer"), name, options.c_str(),
                                     nullptr, graph));
  return source;
}

AVFilterContext* add_filter(AVFilterGraph* graph, const char* filter, const char* options) {
  AVFilterContext* made = nullptr;
  const AVFilter* kind = avfilter_get_by_name(filter);
  if (!kind) throw Failed(fmt::format("this libavfilter has no {}", filter));
  check(avfilter_graph_create_filter(&made, kind, filter, options, nullptr, graph));
  return made;
}

av::Owner<AVFilterGraph> make_graph() {
  av::silence();
  av::Owner<AVFilterGraph> graph(avfilter_graph_alloc());
  if (!graph) throw std::bad_alloc();
  return graph;
}

av::Owner<AVFrame> empty_frame() {
  av::Owner<AVFrame> frame(av_frame_alloc());
  if (!frame) throw std::bad_alloc();
  return frame;
}

}  // namespace

void fill_frame(AVFrame& frame, std::span<const std::uint8_t> rgba) {
  const std::size_t stride = static_cast<std::size_t>(frame.width) * 4;
  assert(rgba.size() == stride * frame.height);
  if (av_frame_make_writable(&frame) < 0) throw std::bad_alloc();
  for (int y = 0; y < frame.height; ++y)
    std::memcpy(frame.data[0] + std::ptrdiff_t{y} * frame.linesize[0], rgba.data() + y * stride,
                stride);
}

PaletteMaker::PaletteMaker(int width, int height)
    : graph_(make_graph()), frame_(av::make_frame(AV_PIX_FMT_RGB0, width, height)) {
  source_ = add_source(graph_.get(), "frames", AV_PIX_FMT_RGB0, width, height);
  AVFilterContext* chooser =
      add_filter(graph_.get(), "palettegen", "stats_mode=full:max_colors=112");
  sink_ = add_filter(graph_.get(), "buffersink", nullptr);
  check(avfilter_link(source_, 0, chooser, 0));
  check(avfilter_link(chooser, 0, sink_, 0));
  check(avfilter_graph_config(graph_.get(), nullptr));
}

void PaletteMaker::add(std::span<const std::uint8_t> rgba) {
  fill_frame(*frame_, rgba);
  frame_->pts = frames_++;
  check(av_buffersrc_add_frame_flags(source_, frame_.get(),
                                     AV_BUFFERSRC_FLAG_KEEP_REF | AV_BUFFERSRC_FLAG_PUSH));
}

av::Owner<AVFrame> PaletteMaker::finish() {
  check(av_buffersrc_add_frame_flags(source_, nullptr, 0));
  av::Owner<AVFrame> palette = empty_frame();
  check(av_buffersink_get_frame(sink_, palette.get()));
  return palette;
}

PaletteMapper::PaletteMapper(int width, int height, const AVFrame& palette, Opacity opacity)
    : graph_(make_graph()) {
  const AVPixelFormat pixels = opacity == Opacity::kept ? AV_PIX_FMT_RGBA : AV_PIX_FMT_RGB0;
  frame_ = av::make_frame(pixels, width, height);
  source_ = add_source(graph_.get(), "frames", pixels, width, height);
  palette_ = add_source(graph_.get(), "palette", static_cast<AVPixelFormat>(palette.format),
                        palette.width, palette.height);
  AVFilterContext* mapper =
      add_filter(graph_.get(), "paletteuse", "dither=bayer:bayer_scale=5:diff_mode=rectangle");
  sink_ = add_filter(graph_.get(), "buffersink", nullptr);
  check(avfilter_link(source_, 0, mapper, 0));
  check(avfilter_link(palette_, 0, mapper, 1));
  check(avfilter_link(mapper, 0, sink_, 0));
  check(avfilter_graph_config(graph_.get(), nullptr));
  av::Owner<AVFrame> copy(av_frame_clone(&palette));
  if (!copy) throw std::bad_alloc();
  copy->pts = 0;
  check(av_buffersrc_add_frame(palette_, copy.get()));
  check(av_buffersrc_add_frame(palette_, nullptr));  // the same for all frames
}

av::Owner<AVFrame> PaletteMapper::map(std::span<const std::uint8_t> rgba) {
  fill_frame(*frame_, rgba);
  frame_->pts = frames_++;
  check(av_buffersrc_add_frame_flags(source_, frame_.get(),
                                     AV_BUFFERSRC_FLAG_KEEP_REF | AV_BUFFERSRC_FLAG_PUSH));
  av::Owner<AVFrame> mapped = empty_frame();
  check(av_buffersink_get_frame(sink_, mapped.get()));
  return mapped;
}

}  // namespace alphabar
