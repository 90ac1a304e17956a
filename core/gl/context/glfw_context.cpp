#include "core/gl/context/glfw_context.h"

#include <GLFW/glfw3.h>

#include <cstdlib>
#include <mutex>

#include "core/base/error.h"

namespace alphabar {
namespace {

std::string last_glfw_error() {
  const char* text = nullptr;
  glfwGetError(&text);
  return text ? text : "no reason given";
}

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value && *value;
}

/// The platform a window would be opened on. Throws Failed where no display is announced.
int display_platform() {
  if (is_set("DISPLAY") && glfwPlatformSupported(GLFW_PLATFORM_X11)) return GLFW_PLATFORM_X11;
  if (is_set("WAYLAND_DISPLAY") && glfwPlatformSupported(GLFW_PLATFORM_WAYLAND))
    return GLFW_PLATFORM_WAYLAND;
  if (is_set("WAYLAND_DISPLAY"))
    throw Failed(
        "this build has no Wayland support and DISPLAY is not set; start Xwayland, or "
        "build again with libwayland-dev and libxkbcommon-dev installed");
  throw Failed(
      "no display: neither DISPLAY nor WAYLAND_DISPLAY is set; \"alphabar shot\" and "
      "\"alphabar render\" need none");
}

const char* platform_name() {
  switch (glfwGetPlatform()) {
    case GLFW_PLATFORM_X11: return "GLFW (X11)";
    case GLFW_PLATFORM_WAYLAND: return "GLFW (Wayland)";
    default: return "GLFW (null platform, EGL)";
  }
}

}  // namespace

/// GLFW is one per process, and glfwTerminate closes every window: contexts that live at the same
/// time hold the same Library, on the platform that the first of them asked for.
class GlfwContext::Library {
 public:
  enum class Screen { none, display };

  static std::shared_ptr<Library> acquire(Screen screen) {
    static std::mutex mutex;  // guards GLFW's own process-wide state, there is none of ours
    static std::weak_ptr<Library> current;
    const std::lock_guard lock(mutex);
    std::shared_ptr<Library> library = current.lock();
    if (library && screen == Screen::display && glfwGetPlatform() == GLFW_PLATFORM_NULL)
      throw Failed("a window cannot be opened while a context without a display is in use");
    if (!library) current = library = std::make_shared<Library>(screen);
    return library;
  }

  explicit Library(Screen screen) {
    const bool display = screen == Screen::display;
    const int platform = display ? display_platform() : GLFW_PLATFORM_NULL;
    glfwInitHint(GLFW_PLATFORM, platform);
    if (glfwInit()) return;
    const std::string reason = last_glfw_error();
    const char* name = std::getenv(platform == GLFW_PLATFORM_X11 ? "DISPLAY" : "WAYLAND_DISPLAY");
    throw Failed(display ? "display \"" + std::string(name ? name : "") + "\" cannot be opened (" +
                               reason + ")"
                         : reason);
  }
  ~Library() { glfwTerminate(); }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
};

GlfwContext::GlfwContext(std::shared_ptr<Library> library, const WindowOptions& options,
                         GlfwContext* shared)
    : GlContext(platform_name()), library_(std::move(library)) {
  require_gl_libraries();
  const auto create = [&](int major, int minor) {
    glfwDefaultWindowHints();
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, major);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, minor);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
    glfwWindowHint(GLFW_VISIBLE, options.visible ? GLFW_TRUE : GLFW_FALSE);
    glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
    glfwWindowHint(GLFW_DEPTH_BITS, 0);
    glfwWindowHint(GLFW_STENCIL_BITS, 0);
    if (glfwGetPlatform() == GLFW_PLATFORM_NULL)
      glfwWindowHint(GLFW_CONTEXT_CREATION_API, GLFW_EGL_CONTEXT_API);
    return glfwCreateWindow(options.width, options.height, options.title.c_str(), nullptr,
                            shared ? shared->window_ : nullptr);
  };
  window_ = create(4, 3);
  if (!window_) window_ = create(3, 3);
  if (!window_)
    throw Failed("no OpenGL 3.3 or newer (" + last_glfw_error() +
                 "); install the graphics driver, on Debian at least libgl1-mesa-dri");
  if (shared) {
    copy_info(*shared);
    return;
  }
  try {
    GlfwContext::make_current();
    read_info();
  } catch (...) {
    glfwDestroyWindow(window_);
    throw;
  }
}

GlfwContext::~GlfwContext() { glfwDestroyWindow(window_); }

void GlfwContext::make_current() {
  glfwMakeContextCurrent(window_);
  if (glfwGetCurrentContext() != window_)
    throw Failed("the OpenGL context cannot be used on this thread (" + last_glfw_error() + ")");
}

void GlfwContext::release() {
  if (glfwGetCurrentContext() == window_) glfwMakeContextCurrent(nullptr);
}

std::unique_ptr<GlContext> GlfwContext::share() {
  return std::unique_ptr<GlContext>(
      new GlfwContext(library_, {.title = "", .width = 16, .height = 16, .visible = false}, this));
}

std::unique_ptr<GlfwContext> make_window_context(const WindowOptions& options) {
  require_gl_memory();
  return std::unique_ptr<GlfwContext>(new GlfwContext(
      GlfwContext::Library::acquire(GlfwContext::Library::Screen::display), options, nullptr));
}

std::unique_ptr<GlContext> make_glfw_headless_context() {
  return std::unique_ptr<GlContext>(
      new GlfwContext(GlfwContext::Library::acquire(GlfwContext::Library::Screen::none),
                      {.title = "", .width = 16, .height = 16, .visible = false}, nullptr));
}

}  // namespace alphabar
