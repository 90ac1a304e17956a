#pragma once

#include <cstdint>
#include <span>

#include "core/files/video/libav.h"

namespace alphabar {

/// Chooses 111 colours, and one for transparency, that serve all frames of an animation
/// (libavfilter's palettegen): one palette for the whole makes still parts stay still.
class PaletteMaker {
 public:
  PaletteMaker(int width, int height);
  /// A frame of width * height RGBA; its alpha is ignored: what is not there counts with its
  /// colour.
  void add(std::span<const std::uint8_t> rgba);
  /// The palette, a frame of 16 x 16. Nothing may be added afterwards.
  av::Owner<AVFrame> finish();

 private:
  av::Owner<AVFilterGraph> graph_;
  AVFilterContext *source_ = nullptr, *sink_ = nullptr;  // owned by graph_
  av::Owner<AVFrame> frame_;
  std::int64_t frames_ = 0;
};

enum class Opacity { whole, kept };

/// Maps frames to a palette (libavfilter's paletteuse), with an ordered dither, whose pattern does
/// not crawl from frame to frame as an error diffusion's does.
class PaletteMapper {
 public:
  /// Where opacity is kept, pixels of less than half the opacity become the palette's transparent
  /// one.
  PaletteMapper(int width, int height, const AVFrame& palette, Opacity opacity);
  /// The frame in PAL8, its pts counting frames from 0.
  av::Owner<AVFrame> map(std::span<const std::uint8_t> rgba);

 private:
  av::Owner<AVFilterGraph> graph_;
  AVFilterContext *source_ = nullptr, *palette_ = nullptr, *sink_ = nullptr;
  av::Owner<AVFrame> frame_;
  std::int64_t frames_ = 0;
};

/// Copies RGBA rows into a frame of AV_PIX_FMT_RGBA or RGB0, whose rows may be padded.
void fill_frame(AVFrame& frame, std::span<const std::uint8_t> rgba);

}  // namespace alphabar
