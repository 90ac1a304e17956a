#pragma once

#include <memory>
#include <string>

#include "core/gl/context/gl_context.h"

struct GLFWwindow;

namespace alphabar {

/// A context that GLFW made: a window's, or that of a window nobody sees.
class GlfwContext : public GlContext {
 public:
  ~GlfwContext() override;

  void make_current() override;
  void release() override;
  std::unique_ptr<GlContext> share() override;

  GLFWwindow* window() const { return window_; }

 private:
  class Library;  ///< glfwInit and glfwTerminate, once for all contexts that live together
  friend std::unique_ptr<GlfwContext> make_window_context(const struct WindowOptions&);
  friend std::unique_ptr<GlContext> make_glfw_headless_context();
  GlfwContext(std::shared_ptr<Library> library, const struct WindowOptions& options,
              GlfwContext* shared);

  std::shared_ptr<Library> library_;
  GLFWwindow* window_ = nullptr;
};

struct WindowOptions {
  std::string title = "Alphabar";
  int width = 1600, height = 1000;  ///< screen coordinates; scaled by the monitor's content scale
  bool visible = true;
};

/// A window with an OpenGL 4.3 core context, or 3.3 where the driver has no more. On a desktop that
/// offers both, X11 is preferred to Wayland: there the window gets the desktop's own frame.
/// Throws Failed: no display, a display that cannot be opened, or no OpenGL.
std::unique_ptr<GlfwContext> make_window_context(const WindowOptions& options);

/// GLFW's null platform over EGL, or, in a program that already has a window, a hidden window of
/// the same display. Throws Failed.
std::unique_ptr<GlContext> make_glfw_headless_context();

}  // namespace alphabar
