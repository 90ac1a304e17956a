#include "core/gl/device.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.h"

namespace alphabar {
namespace {

bool has_labels() { return epoxy_gl_version() >= 43 || epoxy_has_gl_extension("GL_KHR_debug"); }

std::size_t limit(GLenum name) {
  GLint64 value = 0;
  glGetInteger64v(name, &value);
  return static_cast<std::size_t>(value);
}

}  // namespace

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

void label_object(GLenum kind, GLuint id, const std::string& label) {
  if (!has_labels()) return;
  const std::size_t most = limit(GL_MAX_LABEL_LENGTH) - 1;
  glObjectLabel(kind, id, static_cast<GLsizei>(std::min(label.size(), most)), label.data());
}

void check_gl(const std::string& what) {
  const GLenum first = glGetError();
  if (first == GL_NO_ERROR) return;
  for (int i = 0; i < 16 && glGetError() != GL_NO_ERROR; ++i) {
  }
  if (first == GL_OUT_OF_MEMORY) throw Failed(what + ": the graphics device is out of memory");
  throw Failed(fmt::format("{}: OpenGL error 0x{:04x}", what, first));
}

}  // namespace alphabar
