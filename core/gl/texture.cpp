#include "core/gl/texture.h"

#include <cassert>
#include <string>

#include "core/base/error.h"
#include "core/system/memory.h"

namespace alphabar {
namespace {

/// How texels lie in memory while it lives.
class RowsWithoutGaps {
 public:
  RowsWithoutGaps() {
    glGetIntegerv(GL_UNPACK_ALIGNMENT, &before_);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  }
  ~RowsWithoutGaps() { glPixelStorei(GL_UNPACK_ALIGNMENT, before_); }
  RowsWithoutGaps(const RowsWithoutGaps&) = delete;
  RowsWithoutGaps& operator=(const RowsWithoutGaps&) = delete;

 private:
  GLint before_ = 4;
};

/// Of the texture that is bound.
void filter_and_clamp() {
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0);
}

}  // namespace

void fill(const GlTexture& texture, int width, int height, const unsigned char* texels,
          int channels) {
  assert(width > 0 && height > 0 && (channels == 3 || channels == 4));
  const RowsWithoutGaps unpack;
  glBindTexture(GL_TEXTURE_2D, texture.id());
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, channels == 4 ? GL_RGBA : GL_RGB,
               GL_UNSIGNED_BYTE, texels);
  filter_and_clamp();
  glBindTexture(GL_TEXTURE_2D, 0);
}

void shrink_smoothly(const GlTexture& texture) {
  glBindTexture(GL_TEXTURE_2D, texture.id());
  glGenerateMipmap(GL_TEXTURE_2D);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_LINEAR);
  glBindTexture(GL_TEXTURE_2D, 0);
}

void fill_part(const GlTexture& texture, const TexturePart& part, const unsigned char* texels) {
  const RowsWithoutGaps unpack;
  glBindTexture(GL_TEXTURE_2D, texture.id());
  glTexSubImage2D(GL_TEXTURE_2D, 0, part.x, part.y, part.width, part.height, GL_RGBA,
                  GL_UNSIGNED_BYTE, texels);
  glBindTexture(GL_TEXTURE_2D, 0);
}

bool GlTarget::resize(int width, int height) {
  assert(width > 0 && height > 0);
  if (width == width_ && height == height_) return false;
  const std::string what = "a picture of " + std::to_string(width) + " x " + std::to_string(height);
  require_driver_memory(what, (format_ == GL_RGBA32F ? 16.0 : 4.0) * width * height);
  const bool is_float = format_ == GL_R32F || format_ == GL_RGBA32F;
  glBindTexture(GL_TEXTURE_2D, texture_.id());
  glTexImage2D(GL_TEXTURE_2D, 0, static_cast<GLint>(format_), width, height, 0,
               format_ == GL_R32F ? GL_RED : GL_RGBA, is_float ? GL_FLOAT : GL_UNSIGNED_BYTE,
               nullptr);
  filter_and_clamp();
  glBindTexture(GL_TEXTURE_2D, 0);
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_.id());
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture_.id(), 0);
  if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE)
    throw Failed("the graphics driver cannot draw into a texture of " + std::to_string(width) +
                 " x " + std::to_string(height));
  width_ = width;
  height_ = height;
  return true;
}

void GlTarget::bind() const {
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_.id());
  glViewport(0, 0, width_, height_);
}

}  // namespace alphabar
