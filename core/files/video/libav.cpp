#include "core/files/video/libav.h"

#include <array>
#include <new>

#include "core/base/error.h"
#include "core/base/path_text.h"

namespace alphabar::av {

std::string error_text(int code) {
  std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
  av_strerror(code, text.data(), text.size());
  return text.data();
}

int check(int code, const std::string& file, const std::string& doing) {
  if (code >= 0) return code;
  throw Failed(shown(file) + ": cannot " + doing + ": " + error_text(code));
}

Owner<AVFrame> make_frame(AVPixelFormat pixels, int width, int height) {
  Owner<AVFrame> frame(av_frame_alloc());
  if (!frame) throw std::bad_alloc();
  frame->format = pixels;
  frame->width = width;
  frame->height = height;
  if (av_frame_get_buffer(frame.get(), 0) < 0) throw std::bad_alloc();
  return frame;
}

void silence() { av_log_set_level(AV_LOG_QUIET); }

}  // namespace alphabar::av
