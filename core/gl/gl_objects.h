#pragma once

#include <epoxy/gl.h>

#include <string_view>
#include <utility>

namespace alphabar {

/// An OpenGL object that is deleted with its owner. Made and destroyed with its context current.
template <class Traits>
class GlObject {
 public:
  GlObject() : id_(Traits::make()) {}
  ~GlObject() {
    if (id_ != 0) Traits::destroy(id_);
  }
  GlObject(GlObject&& other) noexcept : id_(std::exchange(other.id_, 0)) {}
  GlObject& operator=(GlObject&& other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }
  GlObject(const GlObject&) = delete;
  GlObject& operator=(const GlObject&) = delete;

  GLuint id() const { return id_; }

 private:
  GLuint id_;
};

struct GlBufferTraits {
  static GLuint make();
  static void destroy(GLuint id);
};
struct GlTextureTraits {
  static GLuint make();
  static void destroy(GLuint id);
};
struct GlVertexArrayTraits {
  static GLuint make();
  static void destroy(GLuint id);
};
struct GlFramebufferTraits {
  static GLuint make();
  static void destroy(GLuint id);
};

using GlBuffer = GlObject<GlBufferTraits>;
using GlTexture = GlObject<GlTextureTraits>;
using GlVertexArray = GlObject<GlVertexArrayTraits>;
using GlFramebuffer = GlObject<GlFramebufferTraits>;

/// Gives a texture this size (each >= 1) and its texels: 8 bits a channel, `channels` of them (3 or
/// 4), rows without gaps; null: none yet. Linear filter, clamped at its edges.
void fill(const GlTexture& texture, int width, int height, const unsigned char* texels,
          int channels = 4);

/// A texture that can be drawn into; resized on demand, linear filter, clamped at its edges.
class GlTarget {
 public:
  explicit GlTarget(GLenum format) : format_(format) {}

  /// Gives it this size (each >= 1), keeps it where it has it. True when it was made anew. Throws
  /// Failed where the driver cannot draw into the format.
  bool resize(int width, int height);
  void bind() const;  ///< draws go here, over the whole of it
  GLuint texture() const { return texture_.id(); }
  int width() const { return width_; }
  int height() const { return height_; }

 private:
  GLenum format_;
  GlTexture texture_;
  GlFramebuffer framebuffer_;
  int width_ = 0, height_ = 0;
};

/// A linked vertex and fragment program, from two files of shaders/.
class GlProgram {
 public:
  /// Throws Failed with the driver's log and the numbered source where it does not compile or link.
  GlProgram(std::string_view vertex_file, std::string_view fragment_file);
  ~GlProgram();
  GlProgram(const GlProgram&) = delete;
  GlProgram& operator=(const GlProgram&) = delete;

  void use() const;
  /// Sets a uniform of the program in use; one that the compiler dropped is ignored.
  void set(const char* name, float x) const;
  void set(const char* name, float x, float y) const;
  void set(const char* name, float x, float y, float z) const;
  void set(const char* name, int x) const;

 private:
  GLuint id_ = 0;
};

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
