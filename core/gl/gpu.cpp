#include "core/gl/gpu.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "core/system/memory.h"

namespace alphabar {
namespace {

bool has_labels() { return epoxy_gl_version() >= 43 || epoxy_has_gl_extension("GL_KHR_debug"); }

std::size_t limit(GLenum name) {
  GLint64 value = 0;
  glGetInteger64v(name, &value);
  return static_cast<std::size_t>(value);
}

/// A longer label than the device allows is cut.
void name_object(GLenum kind, GLuint id, const std::string& label) {
  if (!has_labels()) return;
  const std::size_t most = limit(GL_MAX_LABEL_LENGTH) - 1;
  glObjectLabel(kind, id, static_cast<GLsizei>(std::min(label.size(), most)), label.data());
}

std::string shader_log(GLuint shader) {
  GLint length = 0;
  glGetShaderiv(shader, GL_INFO_LOG_LENGTH, &length);
  std::string log(static_cast<std::size_t>(length), '\0');
  if (length > 0) glGetShaderInfoLog(shader, length, nullptr, log.data());
  return log.c_str();
}

std::string program_log(GLuint program) {
  GLint length = 0;
  glGetProgramiv(program, GL_INFO_LOG_LENGTH, &length);
  std::string log(static_cast<std::size_t>(length), '\0');
  if (length > 0) glGetProgramInfoLog(program, length, nullptr, log.data());
  return log.c_str();
}

}  // namespace

void gl::check_gl(const std::string& what) {
  const GLenum first = glGetError();
  if (first == GL_NO_ERROR) return;
  for (int i = 0; i < 16 && glGetError() != GL_NO_ERROR; ++i) {
  }
  if (first == GL_OUT_OF_MEMORY) throw Failed(what + ": the graphics device is out of memory");
  throw Failed(fmt::format("{}: OpenGL error 0x{:04x}", what, first));
}

GlBuffer::GlBuffer(std::size_t bytes, const std::string& label)
    : bytes_(gl::whole_vec4s(std::max<std::size_t>(bytes, 1))), label_(label) {
  gl::check_gl("before making " + label);
  glGenBuffers(1, &id_);
  glBindBuffer(GL_COPY_WRITE_BUFFER, id_);
  glBufferData(GL_COPY_WRITE_BUFFER, static_cast<GLsizeiptr>(bytes_), nullptr, GL_DYNAMIC_COPY);
  name_object(GL_BUFFER, id_, label);
  try {
    gl::check_gl(fmt::format("{}, {:.1f} MB", label, static_cast<double>(bytes_) / 1e6));
  } catch (...) {
    glDeleteBuffers(1, &id_);
    throw;
  }
}

GlBuffer::GlBuffer(GlBuffer&& other) noexcept { *this = std::move(other); }

GlBuffer& GlBuffer::operator=(GlBuffer&& other) noexcept {
  std::swap(id_, other.id_);
  std::swap(bytes_, other.bytes_);
  std::swap(label_, other.label_);
  return *this;
}

GlBuffer::~GlBuffer() {
  if (id_ != 0) glDeleteBuffers(1, &id_);
}

void GlBuffer::write(std::size_t offset, const void* data, std::size_t bytes) {
  assert(offset <= bytes_ && bytes <= bytes_ - offset);
  if (bytes == 0) return;
  glBindBuffer(GL_COPY_WRITE_BUFFER, id_);
  glBufferSubData(GL_COPY_WRITE_BUFFER, static_cast<GLintptr>(offset),
                  static_cast<GLsizeiptr>(bytes), data);
}

void GlBuffer::read(std::size_t offset, void* data, std::size_t bytes) const {
  assert(offset <= bytes_ && bytes <= bytes_ - offset);
  if (bytes == 0) return;
  glBindBuffer(GL_COPY_READ_BUFFER, id_);
  glGetBufferSubData(GL_COPY_READ_BUFFER, static_cast<GLintptr>(offset),
                     static_cast<GLsizeiptr>(bytes), data);
}

namespace gl {

void reserve(GlBuffer& buffer, std::size_t bytes, const std::string& label) {
  if (buffer.bytes() >= bytes && buffer.id() != 0) return;
  buffer = {};
  buffer = GlBuffer(bytes, label);
}

std::string with_defines(std::string_view source, std::span<const std::string> defines) {
  assert(source.starts_with("#version"));
  const std::size_t end = source.find('\n') + 1;
  std::string text(source.substr(0, end));
  for (const std::string& define : defines) text += "#define " + define + "\n";
  return text.append(source.substr(end));
}

std::string numbered(std::string_view source) {
  std::string text;
  for (int line = 1; !source.empty(); ++line) {
    const std::size_t end = source.find('\n');
    text += fmt::format("{:4} | {}\n", line, source.substr(0, end));
    source = end == source.npos ? std::string_view{} : source.substr(end + 1);
  }
  return text;
}

Kernel::Kernel(const std::string& label, std::string_view source,
               std::span<const std::string> defines)
    : label_(label) {
  const std::string text = with_defines(source, defines);
  const char* pointer = text.c_str();
  const GLuint shader = glCreateShader(GL_COMPUTE_SHADER);
  glShaderSource(shader, 1, &pointer, nullptr);
  glCompileShader(shader);
  GLint done = GL_FALSE;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &done);
  if (!done) {
    const std::string log = shader_log(shader);
    glDeleteShader(shader);
    throw ShaderError(
        fmt::format("shader {} does not compile:\n{}\n{}", label, log, numbered(text)));
  }
  name_object(GL_SHADER, shader, label);
  id_ = glCreateProgram();
  glAttachShader(id_, shader);
  glLinkProgram(id_);
  glDeleteShader(shader);
  glGetProgramiv(id_, GL_LINK_STATUS, &done);
  if (!done) {
    const std::string log = program_log(id_);
    glDeleteProgram(id_);
    throw ShaderError(fmt::format("shader {} does not link:\n{}\n{}", label, log, numbered(text)));
  }
  name_object(GL_PROGRAM, id_, label);
  reflect(GL_SHADER_STORAGE_BLOCK, storage_);
  reflect(GL_UNIFORM_BLOCK, uniform_);
}

Kernel::Kernel(Kernel&& other) noexcept { *this = std::move(other); }

Kernel& Kernel::operator=(Kernel&& other) noexcept {
  std::swap(id_, other.id_);
  std::swap(label_, other.label_);
  std::swap(storage_, other.storage_);
  std::swap(uniform_, other.uniform_);
  return *this;
}

Kernel::~Kernel() {
  if (id_ != 0) glDeleteProgram(id_);
}

void Kernel::reflect(GLenum interface, std::map<unsigned, Slot>& slots) const {
  GLint count = 0;
  glGetProgramInterfaceiv(id_, interface, GL_ACTIVE_RESOURCES, &count);
  for (GLint i = 0; i < count; ++i) {
    const GLenum asked[] = {GL_BUFFER_BINDING, GL_BUFFER_DATA_SIZE};
    GLint values[2] = {0, 0};
    glGetProgramResourceiv(id_, interface, static_cast<GLuint>(i), 2, asked, 2, nullptr, values);
    char name[64] = "";
    glGetProgramResourceName(id_, interface, static_cast<GLuint>(i), sizeof name, nullptr, name);
    slots[static_cast<unsigned>(values[0])] = {name, static_cast<std::size_t>(values[1])};
  }
}

GLint Kernel::location(const char* name) const { return glGetUniformLocation(id_, name); }

void Kernel::set(const char* name, int value) const {
  glProgramUniform1i(id_, location(name), value);
}
void Kernel::set(const char* name, unsigned value) const {
  glProgramUniform1ui(id_, location(name), value);
}
void Kernel::set(const char* name, float value) const {
  glProgramUniform1f(id_, location(name), value);
}
void Kernel::set(const char* name, unsigned low, unsigned high) const {
  glProgramUniform2ui(id_, location(name), low, high);
}
void Kernel::set(const char* name, std::span<const int> values) const {
  glProgramUniform1iv(id_, location(name), static_cast<GLsizei>(values.size()), values.data());
}

void Kernel::set(const char* name, const std::array<float, 4>& v) const {
  glProgramUniform4f(id_, location(name), v[0], v[1], v[2], v[3]);
}

void Kernel::check([[maybe_unused]] const Binding& binding) const {
  assert(binding.buffer != nullptr && binding.buffer->id() != 0);
  assert(binding.offset <= binding.buffer->bytes());
  assert(binding.size <= binding.buffer->bytes() - binding.offset);
}

void Kernel::dispatch(unsigned groups, std::span<const Binding> bindings) const {
  if (groups == 0) return;
  const GlLimits limits = gl_limits();
  assert(groups <= limits.groups);
  std::size_t storage_found = 0, uniform_found = 0;
  bool writes = false;
  for (const Binding& binding : bindings) {
    check(binding);
    const bool storage = binding.block == Block::storage;
    const auto& slots = storage ? storage_ : uniform_;
    const auto slot = slots.find(binding.slot);
    if (slot == slots.end()) continue;  // this variant of the program has no use for it
    (storage ? storage_found : uniform_found) += 1;
    const std::size_t size =
        binding.size > 0 ? binding.size : binding.buffer->bytes() - binding.offset;
    assert(size >= slot->second.bytes);
    assert(size <= (storage ? limits.storage_block : limits.uniform_block));
    assert(binding.offset % (storage ? limits.storage_alignment : limits.uniform_alignment) == 0);
    glBindBufferRange(storage ? GL_SHADER_STORAGE_BUFFER : GL_UNIFORM_BUFFER, binding.slot,
                      binding.buffer->id(), static_cast<GLintptr>(binding.offset),
                      static_cast<GLsizeiptr>(size));
    writes |= binding.access != Access::read;
  }
  assert(storage_found == storage_.size() && uniform_found == uniform_.size());
  (void)storage_found, (void)uniform_found;
  glUseProgram(id_);
  glDispatchCompute(groups, 1, 1);
  if (writes)
    glMemoryBarrier(GL_SHADER_STORAGE_BARRIER_BIT | GL_UNIFORM_BARRIER_BIT |
                    GL_BUFFER_UPDATE_BARRIER_BIT | GL_VERTEX_ATTRIB_ARRAY_BARRIER_BIT);
}

GlLimits gl_limits() {
  GlLimits limits;
  limits.storage_block = limit(GL_MAX_SHADER_STORAGE_BLOCK_SIZE);
  limits.uniform_block = limit(GL_MAX_UNIFORM_BLOCK_SIZE);
  limits.storage_alignment = limit(GL_SHADER_STORAGE_BUFFER_OFFSET_ALIGNMENT);
  limits.uniform_alignment = limit(GL_UNIFORM_BUFFER_OFFSET_ALIGNMENT);
  GLint groups = 0;
  glGetIntegeri_v(GL_MAX_COMPUTE_WORK_GROUP_COUNT, 0, &groups);
  limits.groups = static_cast<unsigned>(groups);
  return limits;
}

}  // namespace gl

}  // namespace alphabar
