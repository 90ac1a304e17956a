#include "core/gl/context/egl_context.h"

#include <epoxy/egl.h>

#include <array>
#include <cstdio>
#include <vector>

#include "core/base/error.h"

namespace alphabar {
namespace {

[[noreturn]] void fail(const std::string& what) {
  std::array<char, 16> code{};
  std::snprintf(code.data(), code.size(), "0x%04x", static_cast<unsigned>(eglGetError()));
  throw Failed(what + " (EGL error " + code.data() + ")");
}

bool has_client_extension(const char* name) {
  return epoxy_has_egl_extension(EGL_NO_DISPLAY, name);
}

/// Devices that are GPUs; Mesa lists its software renderer as a device too.
std::vector<EGLDeviceEXT> hardware_devices() {
  if (!has_client_extension("EGL_EXT_platform_device") ||
      !(has_client_extension("EGL_EXT_device_enumeration") ||
        has_client_extension("EGL_EXT_device_base")))
    throw Failed("the EGL library lists no devices");
  EGLint count = 0;
  if (!eglQueryDevicesEXT(0, nullptr, &count) || count <= 0) return {};
  std::vector<EGLDeviceEXT> devices(static_cast<std::size_t>(count));
  if (!eglQueryDevicesEXT(count, devices.data(), &count)) fail("devices cannot be listed");
  devices.resize(static_cast<std::size_t>(count));
  std::erase_if(devices, [](EGLDeviceEXT device) {
    const char* extensions = eglQueryDeviceStringEXT(device, EGL_EXTENSIONS);
    return extensions &&
           std::string(extensions).find("EGL_MESA_device_software") != std::string::npos;
  });
  return devices;
}

/// An initialised display. It is not terminated with its last context: EGL gives everybody who
/// asks for the same platform and device the same display, GLFW included.
EGLDisplay initialise(EGLDisplay display) {
  if (display == EGL_NO_DISPLAY) fail("there is no such EGL display");
  if (!eglInitialize(display, nullptr, nullptr)) fail("the EGL display cannot be opened");
  return display;
}

class EglContext final : public GlContext {
 public:
  EglContext(EGLDisplay display, std::string origin, EglContext* shared)
      : GlContext(std::move(origin)), display_(display) {
    try {
      create(shared ? shared->context_ : EGL_NO_CONTEXT);
      if (shared) {
        copy_info(*shared);
      } else {
        make_current();
        read_info();
      }
    } catch (...) {
      destroy();
      throw;
    }
  }
  ~EglContext() override { destroy(); }

  void make_current() override {
    if (!eglMakeCurrent(display_, surface_, surface_, context_))
      fail("the OpenGL context cannot be used on this thread");
  }
  void release() override {
    if (eglGetCurrentContext() == context_)
      eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
  }
  std::unique_ptr<GlContext> share() override {
    return std::make_unique<EglContext>(display_, origin(), this);
  }

 private:
  void create(::EGLContext shared) {
    if (!eglBindAPI(EGL_OPENGL_API)) fail("EGL has no desktop OpenGL");
    constexpr std::array<EGLint, 11> wanted{EGL_RENDERABLE_TYPE,
                                            EGL_OPENGL_BIT,
                                            EGL_SURFACE_TYPE,
                                            EGL_PBUFFER_BIT,
                                            EGL_RED_SIZE,
                                            8,
                                            EGL_GREEN_SIZE,
                                            8,
                                            EGL_BLUE_SIZE,
                                            8,
                                            EGL_NONE};
    EGLConfig config = nullptr;
    EGLint count = 0;
    if (!eglChooseConfig(display_, wanted.data(), &config, 1, &count) || count < 1)
      fail("EGL has no configuration for OpenGL");
    for (const auto& [major, minor] : {std::pair{4, 3}, std::pair{3, 3}}) {
      const std::array<EGLint, 7> attributes{EGL_CONTEXT_MAJOR_VERSION,
                                             major,
                                             EGL_CONTEXT_MINOR_VERSION,
                                             minor,
                                             EGL_CONTEXT_OPENGL_PROFILE_MASK,
                                             EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
                                             EGL_NONE};
      context_ = eglCreateContext(display_, config, shared, attributes.data());
      if (context_ != EGL_NO_CONTEXT) break;
    }
    if (context_ == EGL_NO_CONTEXT) fail("EGL gives no OpenGL 3.3 or newer");
    if (epoxy_has_egl_extension(display_, "EGL_KHR_surfaceless_context")) return;
    constexpr std::array<EGLint, 5> size{EGL_WIDTH, 1, EGL_HEIGHT, 1, EGL_NONE};
    surface_ = eglCreatePbufferSurface(display_, config, size.data());
    if (surface_ == EGL_NO_SURFACE) fail("EGL gives no surface");
  }

  void destroy() {
    release();
    if (surface_ != EGL_NO_SURFACE) eglDestroySurface(display_, surface_);
    if (context_ != EGL_NO_CONTEXT) eglDestroyContext(display_, context_);
  }

  EGLDisplay display_;
  ::EGLContext context_ = EGL_NO_CONTEXT;
  EGLSurface surface_ = EGL_NO_SURFACE;
};

std::unique_ptr<GlContext> make_on_a_device() {
  std::string reasons;
  for (EGLDeviceEXT device : hardware_devices()) {
    try {
      const EGLDisplay display =
          initialise(eglGetPlatformDisplayEXT(EGL_PLATFORM_DEVICE_EXT, device, nullptr));
      auto context = std::make_unique<EglContext>(display, "EGL (device)", nullptr);
      if (!context->info().software) return context;
    } catch (const Failed& error) {
      reasons.append(reasons.empty() ? "" : "; ").append(error.what());
    }
  }
  throw Failed(reasons.empty() ? "no GPU" : reasons);
}

}  // namespace

std::unique_ptr<GlContext> make_egl_context(EglPlatform platform) {
  require_gl_libraries();
  if (platform == EglPlatform::hardware_device) return make_on_a_device();
  if (!has_client_extension("EGL_MESA_platform_surfaceless"))
    throw Failed("the EGL library has no surfaceless platform");
  const EGLDisplay display = initialise(
      eglGetPlatformDisplayEXT(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr));
  return std::make_unique<EglContext>(display, "EGL (surfaceless)", nullptr);
}

}  // namespace alphabar
