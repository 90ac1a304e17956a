#include "core/gl/context/gl_context.h"

#include <dlfcn.h>
#include <epoxy/gl.h>

#include <algorithm>
#include <array>
#include <thread>

#include "core/base/error.h"
#include "core/gl/context/egl_context.h"
#include "core/gl/context/glfw_context.h"
#include "core/system/memory.h"

namespace alphabar {
namespace {

bool can_load(const char* library) {
  void* handle = dlopen(library, RTLD_LAZY | RTLD_LOCAL);
  if (handle) dlclose(handle);
  return handle != nullptr;
}

std::string gl_string(GLenum name) {
  const GLubyte* text = glGetString(name);
  return text ? reinterpret_cast<const char*>(text) : "";
}

bool names_a_software_renderer(const std::string& renderer) {
  constexpr std::array names{"llvmpipe", "softpipe", "swrast", "SWR", "Software"};
  return std::ranges::any_of(
      names, [&](const char* name) { return renderer.find(name) != std::string::npos; });
}

}  // namespace

void require_gl_memory() {
  // What Mesa's software renderer takes until it has drawn: its compiler, and for each processor a
  // thread with a stack and a heap of its own.
  constexpr double memory = 256e6, addresses = 550e6, of_thread = 144e6;
  require_memory("OpenGL", memory, addresses + of_thread * std::thread::hardware_concurrency());
}

void require_gl_libraries() {
  if (!can_load("libOpenGL.so.0") && !can_load("libGL.so.1"))
    throw Failed("no OpenGL library (libGL.so.1); on Debian install libgl1 and libgl1-mesa-dri");
  if (!can_load("libEGL.so.1"))
    throw Failed("no EGL library (libEGL.so.1); on Debian install libegl1 and libgl1-mesa-dri");
}

void GlContext::read_info() {
  info_.vendor = gl_string(GL_VENDOR);
  info_.renderer = gl_string(GL_RENDERER);
  info_.version = gl_string(GL_VERSION);
  glGetIntegerv(GL_MAJOR_VERSION, &info_.major);
  glGetIntegerv(GL_MINOR_VERSION, &info_.minor);
  info_.software = names_a_software_renderer(info_.renderer);
  if (info_.major * 10 + info_.minor < 33)
    throw Failed("OpenGL 3.3 is needed, the driver has " +
                 (info_.version.empty() ? std::string("none") : info_.version) + " (" + origin_ +
                 ")");
}

std::unique_ptr<GlContext> make_headless_context() {
  require_gl_libraries();
  require_gl_memory();
  std::unique_ptr<GlContext> context;
  std::string reasons;
  const auto attempt = [&](const char* what, auto make) {
    try {
      context = make();
    } catch (const Failed& error) {
      reasons.append(reasons.empty() ? "" : "; ").append(what).append(": ").append(error.what());
    }
  };
  attempt("GLFW", make_glfw_headless_context);
  if (context && !context->info().software) return context;

  // Vendors' drivers know the devices but not always Mesa's surfaceless platform, and where both
  // are installed that platform may end at the software renderer beside an idle GPU.
  std::unique_ptr<GlContext> software = std::move(context);
  attempt("EGL device", [] { return make_egl_context(EglPlatform::hardware_device); });
  if (context) return context;
  if (software) {
    software->make_current();
    return software;
  }
  attempt("EGL surfaceless", [] { return make_egl_context(EglPlatform::surfaceless); });
  if (context) return context;
  throw Failed("no OpenGL without a display (on Debian install libegl1 and libgl1-mesa-dri): " +
               reasons);
}

}  // namespace alphabar
