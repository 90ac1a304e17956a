#include "core/gl/program.h"

#include <fmt/format.h>

#include <cstring>
#include <utility>
#include <vector>

#include "core/gl/device.h"
#include "core/gl/shader_source.h"

namespace alphabar {
namespace {

std::string shader_log(GLuint shader) {
  GLint length = 0;
  glGetShaderiv(shader, GL_INFO_LOG_LENGTH, &length);
  std::string log(static_cast<std::size_t>(length), '\0');
  if (length > 0) glGetShaderInfoLog(shader, length, nullptr, log.data());
  log.resize(std::strlen(log.c_str()));  // without the NUL at the end
  return log;
}

std::string program_log(GLuint program) {
  GLint length = 0;
  glGetProgramiv(program, GL_INFO_LOG_LENGTH, &length);
  std::string log(static_cast<std::size_t>(length), '\0');
  if (length > 0) glGetProgramInfoLog(program, length, nullptr, log.data());
  log.resize(std::strlen(log.c_str()));  // without the NUL at the end
  return log;
}

/// A shader object, deleted when its program is linked.
class Shader {
 public:
  Shader(GLenum kind, const std::string& label, const std::string& source)
      : id_(glCreateShader(kind)) {
    const char* text = source.c_str();
    glShaderSource(id_, 1, &text, nullptr);
    glCompileShader(id_);
    GLint done = GL_FALSE;
    glGetShaderiv(id_, GL_COMPILE_STATUS, &done);
    if (!done) {
      const std::string log = shader_log(id_);
      glDeleteShader(id_);
      throw ShaderError(
          fmt::format("shader {} does not compile:\n{}\n{}", label, log, numbered(source)));
    }
    label_object(GL_SHADER, id_, label);
  }
  Shader(Shader&& other) noexcept : id_(std::exchange(other.id_, 0)) {}
  ~Shader() {
    if (id_ != 0) glDeleteShader(id_);
  }

  GLuint id() const { return id_; }

 private:
  GLuint id_;
};

}  // namespace

std::string numbered(std::string_view source) {
  std::string text;
  for (int line = 1; !source.empty(); ++line) {
    const std::size_t end = source.find('\n');
    text += fmt::format("{:4} | {}\n", line, source.substr(0, end));
    source = end == std::string_view::npos ? std::string_view{} : source.substr(end + 1);
  }
  return text;
}

GlProgram::GlProgram(std::string_view vertex_file, std::string_view fragment_file)
    : GlProgram(
          fmt::format("{} and {}", vertex_file, fragment_file),
          std::array{Stage{GL_VERTEX_SHADER, std::string(vertex_file), shader_source(vertex_file)},
                     Stage{GL_FRAGMENT_SHADER, std::string(fragment_file),
                           shader_source(fragment_file)}}) {}

GlProgram::GlProgram(std::string label, std::span<const Stage> stages) : label_(std::move(label)) {
  std::vector<Shader> shaders;
  for (const Stage& stage : stages) shaders.emplace_back(stage.kind, stage.label, stage.source);
  id_ = glCreateProgram();
  for (const Shader& shader : shaders) glAttachShader(id_, shader.id());
  glLinkProgram(id_);
  GLint done = GL_FALSE;
  glGetProgramiv(id_, GL_LINK_STATUS, &done);
  if (!done) {
    std::string text = program_log(id_);
    glDeleteProgram(id_);
    for (const Stage& stage : stages) text.append("\n").append(numbered(stage.source));
    throw ShaderError(fmt::format("shader {} does not link:\n{}", label_, text));
  }
  label_object(GL_PROGRAM, id_, label_);
}

GlProgram::GlProgram(GlProgram&& other) noexcept
    : id_(std::exchange(other.id_, 0)), label_(std::move(other.label_)) {}

GlProgram& GlProgram::operator=(GlProgram&& other) noexcept {
  std::swap(id_, other.id_);
  std::swap(label_, other.label_);
  return *this;
}

GlProgram::~GlProgram() {
  if (id_ != 0) glDeleteProgram(id_);
}

void GlProgram::use() const { glUseProgram(id_); }

GLint GlProgram::location(const char* name) const {
  use();
  return glGetUniformLocation(id_, name);
}

void GlProgram::set(const char* name, int value) const { glUniform1i(location(name), value); }
void GlProgram::set(const char* name, unsigned value) const { glUniform1ui(location(name), value); }
void GlProgram::set(const char* name, float x) const { glUniform1f(location(name), x); }
void GlProgram::set(const char* name, float x, float y) const { glUniform2f(location(name), x, y); }
void GlProgram::set(const char* name, float x, float y, float z) const {
  glUniform3f(location(name), x, y, z);
}
void GlProgram::set(const char* name, unsigned low, unsigned high) const {
  glUniform2ui(location(name), low, high);
}
void GlProgram::set(const char* name, std::span<const int> values) const {
  glUniform1iv(location(name), static_cast<GLsizei>(values.size()), values.data());
}
void GlProgram::set(const char* name, const std::array<float, 4>& v) const {
  glUniform4f(location(name), v[0], v[1], v[2], v[3]);
}

}  // namespace alphabar
