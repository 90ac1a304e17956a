#pragma once

#include <epoxy/gl.h>

#include <utility>

namespace alphabar {

/// An OpenGL object that is deleted with its owner. Made and destroyed with its context, or one of
/// its share group, current.
template <class Traits>
class GlObject {
 public:
  GlObject() { Traits::make(1, &id_); }
  ~GlObject() {
    if (id_ != 0) Traits::destroy(1, &id_);
  }
  GlObject(GlObject&& other) noexcept : id_(std::exchange(other.id_, 0)) {}
  GlObject& operator=(GlObject&& other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }

  GLuint id() const { return id_; }

 private:
  GLuint id_ = 0;
};

struct GlTextureTraits {
  static void make(GLsizei count, GLuint* ids) { glGenTextures(count, ids); }
  static void destroy(GLsizei count, const GLuint* ids) { glDeleteTextures(count, ids); }
};
struct GlVertexArrayTraits {
  static void make(GLsizei count, GLuint* ids) { glGenVertexArrays(count, ids); }
  static void destroy(GLsizei count, const GLuint* ids) { glDeleteVertexArrays(count, ids); }
};
struct GlFramebufferTraits {
  static void make(GLsizei count, GLuint* ids) { glGenFramebuffers(count, ids); }
  static void destroy(GLsizei count, const GLuint* ids) { glDeleteFramebuffers(count, ids); }
};

using GlTexture = GlObject<GlTextureTraits>;
using GlVertexArray = GlObject<GlVertexArrayTraits>;
using GlFramebuffer = GlObject<GlFramebufferTraits>;

}  // namespace alphabar
