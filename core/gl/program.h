#pragma once

#include <epoxy/gl.h>

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace alphabar {

/// A shader that the driver refused. what() is the driver's log followed by the source, every line
/// with its number, so that a message and the line it speaks of are on one screen.
class ShaderError : public Failed {
 public:
  using Failed::Failed;
};

/// A linked program; this one draws, gl::Kernel computes.
class GlProgram {
 public:
  /// Of a vertex and a fragment shader, files of shaders/. Throws ShaderError.
  GlProgram(std::string_view vertex_file, std::string_view fragment_file);
  GlProgram(GlProgram&& other) noexcept;
  GlProgram& operator=(GlProgram&& other) noexcept;
  ~GlProgram();

  GLuint id() const { return id_; }
  const std::string& label() const { return label_; }

  void use() const;

  /// Sets a uniform by its name and leaves the program in use; a name that the compiler removed is
  /// left out silently.
  void set(const char* name, int value) const;
  void set(const char* name, unsigned value) const;
  void set(const char* name, float x) const;
  void set(const char* name, float x, float y) const;
  void set(const char* name, float x, float y, float z) const;
  void set(const char* name, unsigned low, unsigned high) const;
  void set(const char* name, std::span<const int> values) const;
  void set(const char* name, const std::array<float, 4>& vector) const;

 protected:
  struct Stage {
    GLenum kind;
    std::string label, source;
  };
  GlProgram(std::string label, std::span<const Stage> stages);

 private:
  GLint location(const char* name) const;  ///< of the program, which is in use afterwards

  GLuint id_ = 0;
  std::string label_;
};

/// "  12 | text" for every line.
std::string numbered(std::string_view source);

}  // namespace alphabar
