#pragma once

#include "core/scene/scene.h"

struct GLFWwindow;

namespace alphabar {

/// ImGui's two backends for a window and the current contexts, while it lives. The window's OpenGL
/// context is current, here and when it goes. Throws Failed.
class Backing {
 public:
  explicit Backing(GLFWwindow* window);
  ~Backing();
  Backing(const Backing&) = delete;
  Backing& operator=(const Backing&) = delete;
};

/// Begins a frame of the window at its monitor's scale. Follows the theme's type sizes.
void begin_frame(GLFWwindow* window);

/// Ends the frame and shows it.
void show_frame(GLFWwindow* window, Theme theme);

}  // namespace alphabar
