#include "core/gl/gl_objects.h"

#include <cassert>
#include <sstream>
#include <string>

#include "core/base/error.h"
#include "core/gl/shader_source.h"
#include "core/system/memory.h"

namespace alphabar {
namespace {

std::string numbered(const std::string& source) {
  std::istringstream lines(source);
  std::ostringstream out;
  int number = 0;
  for (std::string line; std::getline(lines, line);) out << ++number << ": " << line << '\n';
  return out.str();
}

GLuint compile(GLenum stage, std::string_view file) {
  const std::string source = shader_source(file);
  const char* text = source.c_str();
  const GLuint shader = glCreateShader(stage);
  glShaderSource(shader, 1, &text, nullptr);
  glCompileShader(shader);
  GLint ok = 0;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &ok);
  if (ok) return shader;
  GLint length = 0;
  glGetShaderiv(shader, GL_INFO_LOG_LENGTH, &length);
  std::string log(static_cast<std::size_t>(length > 0 ? length : 1), '\0');
  glGetShaderInfoLog(shader, length, nullptr, log.data());
  glDeleteShader(shader);
  throw Failed("shader " + std::string(file) + " does not compile:\n" + log + "\n" +
               numbered(source));
}

void enable(GLenum what, GLboolean on) { on ? glEnable(what) : glDisable(what); }

}  // namespace

GLuint GlBufferTraits::make() {
  GLuint id = 0;
  glGenBuffers(1, &id);
  return id;
}
void GlBufferTraits::destroy(GLuint id) { glDeleteBuffers(1, &id); }

GLuint GlTextureTraits::make() {
  GLuint id = 0;
  glGenTextures(1, &id);
  return id;
}
void GlTextureTraits::destroy(GLuint id) { glDeleteTextures(1, &id); }

GLuint GlVertexArrayTraits::make() {
  GLuint id = 0;
  glGenVertexArrays(1, &id);
  return id;
}
void GlVertexArrayTraits::destroy(GLuint id) { glDeleteVertexArrays(1, &id); }

GLuint GlFramebufferTraits::make() {
  GLuint id = 0;
  glGenFramebuffers(1, &id);
  return id;
}
void GlFramebufferTraits::destroy(GLuint id) { glDeleteFramebuffers(1, &id); }

namespace {

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
  GLint alignment = 4;
  glGetIntegerv(GL_UNPACK_ALIGNMENT, &alignment);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  glBindTexture(GL_TEXTURE_2D, texture.id());
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, channels == 4 ? GL_RGBA : GL_RGB,
               GL_UNSIGNED_BYTE, texels);
  filter_and_clamp();
  glBindTexture(GL_TEXTURE_2D, 0);
  glPixelStorei(GL_UNPACK_ALIGNMENT, alignment);
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

GlProgram::GlProgram(std::string_view vertex_file, std::string_view fragment_file) {
  const GLuint vertex = compile(GL_VERTEX_SHADER, vertex_file);
  GLuint fragment = 0;
  try {
    fragment = compile(GL_FRAGMENT_SHADER, fragment_file);
  } catch (...) {
    glDeleteShader(vertex);
    throw;
  }
  id_ = glCreateProgram();
  glAttachShader(id_, vertex);
  glAttachShader(id_, fragment);
  glLinkProgram(id_);
  glDeleteShader(vertex);
  glDeleteShader(fragment);
  GLint ok = 0;
  glGetProgramiv(id_, GL_LINK_STATUS, &ok);
  if (ok) return;
  std::string log(2048, '\0');
  GLsizei length = 0;
  glGetProgramInfoLog(id_, static_cast<GLsizei>(log.size()), &length, log.data());
  glDeleteProgram(id_);
  throw Failed("shaders " + std::string(vertex_file) + " and " + std::string(fragment_file) +
               " do not link: " + log.substr(0, static_cast<std::size_t>(length)));
}

GlProgram::~GlProgram() { glDeleteProgram(id_); }
void GlProgram::use() const { glUseProgram(id_); }
void GlProgram::set(const char* name, float x) const {
  glUniform1f(glGetUniformLocation(id_, name), x);
}
void GlProgram::set(const char* name, float x, float y) const {
  glUniform2f(glGetUniformLocation(id_, name), x, y);
}
void GlProgram::set(const char* name, float x, float y, float z) const {
  glUniform3f(glGetUniformLocation(id_, name), x, y, z);
}
void GlProgram::set(const char* name, int x) const {
  glUniform1i(glGetUniformLocation(id_, name), x);
}

GlStateGuard::GlStateGuard() {
  glGetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &framebuffer_);
  glGetIntegerv(GL_VIEWPORT, viewport_);
  glGetIntegerv(GL_CURRENT_PROGRAM, &program_);
  glGetIntegerv(GL_VERTEX_ARRAY_BINDING, &vertex_array_);
  glGetIntegerv(GL_ARRAY_BUFFER_BINDING, &array_buffer_);
  glGetIntegerv(GL_ACTIVE_TEXTURE, &texture_unit_);
  glGetIntegerv(GL_UNPACK_ALIGNMENT, &unpack_alignment_);
  blend_ = glIsEnabled(GL_BLEND);
  scissor_ = glIsEnabled(GL_SCISSOR_TEST);
  depth_ = glIsEnabled(GL_DEPTH_TEST);
  cull_ = glIsEnabled(GL_CULL_FACE);
  glDisable(GL_BLEND);
  glDisable(GL_SCISSOR_TEST);
  glDisable(GL_DEPTH_TEST);
  glDisable(GL_CULL_FACE);
}

GlStateGuard::~GlStateGuard() {
  glBindFramebuffer(GL_FRAMEBUFFER, static_cast<GLuint>(framebuffer_));
  glViewport(viewport_[0], viewport_[1], viewport_[2], viewport_[3]);
  glUseProgram(static_cast<GLuint>(program_));
  glBindVertexArray(static_cast<GLuint>(vertex_array_));
  glBindBuffer(GL_ARRAY_BUFFER, static_cast<GLuint>(array_buffer_));
  glActiveTexture(static_cast<GLenum>(texture_unit_));
  glPixelStorei(GL_UNPACK_ALIGNMENT, unpack_alignment_);
  enable(GL_BLEND, blend_);
  enable(GL_SCISSOR_TEST, scissor_);
  enable(GL_DEPTH_TEST, depth_);
  enable(GL_CULL_FACE, cull_);
}

}  // namespace alphabar
