#pragma once

#include <epoxy/gl.h>

#include <cstddef>
#include <string>

namespace alphabar {

/// What the current context allows a compute program.
struct GlLimits {
  std::size_t storage_block = 0, uniform_block = 0;  ///< largest range that can be bound, bytes
  std::size_t storage_alignment = 1, uniform_alignment = 1;
  unsigned groups = 65535;  ///< work groups along x
};

/// Of a context of OpenGL 4.3 or newer.
GlLimits gl_limits();

/// Names an object in the messages of the driver and of debuggers; a longer label than the device
/// allows is cut, and where it knows no labels nothing happens.
void label_object(GLenum kind, GLuint id, const std::string& label);

/// Throws Failed, naming `what`, where GL has recorded an error since the last call.
void check_gl(const std::string& what);

}  // namespace alphabar
