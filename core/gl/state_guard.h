#pragma once

#include <epoxy/gl.h>

namespace alphabar {

/// Keeps what drawing into a texture changes, and puts it back: framebuffer, viewport, program,
/// vertex array, blending, scissor and depth test.
class GlStateGuard {
 public:
  GlStateGuard();
  ~GlStateGuard();
  GlStateGuard(const GlStateGuard&) = delete;
  GlStateGuard& operator=(const GlStateGuard&) = delete;

 private:
  GLint framebuffer_ = 0, viewport_[4] = {}, program_ = 0, vertex_array_ = 0, array_buffer_ = 0;
  GLint texture_unit_ = 0, unpack_alignment_ = 4;
  GLboolean blend_ = GL_FALSE, scissor_ = GL_FALSE, depth_ = GL_FALSE, cull_ = GL_FALSE;
};

}  // namespace alphabar
