#include "core/engine/gl/describe.h"

#include <epoxy/gl.h>

namespace alphabar {

GlDescription describe_gl() {
  const auto text = [](GLenum name) {
    const GLubyte* value = glGetString(name);
    return std::string(value ? reinterpret_cast<const char*>(value) : "");
  };
  GlDescription gl;
  gl.major = epoxy_gl_version() / 10;
  gl.minor = epoxy_gl_version() % 10;
  gl.vendor = text(GL_VENDOR);
  gl.renderer = text(GL_RENDERER);
  return gl;
}

}  // namespace alphabar
