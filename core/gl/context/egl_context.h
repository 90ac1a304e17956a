#pragma once

#include <memory>

#include "core/gl/context/gl_context.h"

namespace alphabar {

enum class EglPlatform {
  surfaceless,      ///< EGL_MESA_platform_surfaceless: Mesa, on a GPU or in software
  hardware_device,  ///< EGL_EXT_platform_device: the first GPU that gives a context
};

/// A context straight from EGL, for machines where GLFW's null platform gives none. It has no
/// surface (or one of 1 x 1). Throws Failed.
std::unique_ptr<GlContext> make_egl_context(EglPlatform platform);

}  // namespace alphabar
