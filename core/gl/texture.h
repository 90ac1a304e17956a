#pragma once

#include "core/gl/gl_object.h"

namespace alphabar {

/// Gives a texture this size (each >= 1) and its texels: 8 bits a channel, `channels` of them (3 or
/// 4), rows without gaps; null: none yet. Linear filter, clamped at its edges.
void fill(const GlTexture& texture, int width, int height, const unsigned char* texels,
          int channels = 4);

/// Of a filled one, from now on: drawn much smaller it is the mean of its texels.
void shrink_smoothly(const GlTexture& texture);

/// Texels of a texture that has its size: at (x, y), width x height of them.
struct TexturePart {
  int x, y, width, height;
};

/// Gives a part of a texture its texels: RGBA, 8 bits a channel, rows without gaps.
void fill_part(const GlTexture& texture, const TexturePart& part, const unsigned char* texels);

/// A texture that can be drawn into; resized on demand, linear filter, clamped at its edges.
class GlTarget {
 public:
  explicit GlTarget(GLenum format) : format_(format) {}

  /// Gives it this size (each >= 1), keeps it where it has it. True when it was made anew. Throws
  /// Failed where the driver cannot draw into the format.
  bool resize(int width, int height);
  void bind() const;  ///< draws go here, over the whole of it
  GLuint texture() const { return texture_.id(); }
  GLuint framebuffer() const { return framebuffer_.id(); }
  int width() const { return width_; }
  int height() const { return height_; }

 private:
  GLenum format_;
  GlTexture texture_;
  GlFramebuffer framebuffer_;
  int width_ = 0, height_ = 0;
};

}  // namespace alphabar
