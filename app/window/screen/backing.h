#pragma once

#include <array>
#include <memory>

#include "core/gl/texture.h"
#include "core/scene/scene.h"

struct GLFWwindow;

namespace alphabar {

/// How a frame is put on a screen.
struct Screen {
  float zoom = 1;
  bool frozen = false;
};

/// ImGui's two backends for a window and the current contexts, while it lives. The window's OpenGL
/// context is current, here and when it goes. Throws Failed.
class Backing {
 public:
  explicit Backing(GLFWwindow* window);
  ~Backing();
  Backing(const Backing&) = delete;
  Backing& operator=(const Backing&) = delete;

  /// Ends the frame and shows it: `zoom` times as large around the mouse; or, while `frozen`, what
  /// was shown when that began.
  void show(GLFWwindow* window, Theme theme, const Screen& screen = {});

 private:
  void keep_or_show_kept(const std::array<int, 2>& size, bool frozen);

  std::unique_ptr<GlTarget> kept_;  // of the frame that is frozen
};

/// Begins a frame of the window at its monitor's scale. Follows the theme's type sizes.
void begin_frame(GLFWwindow* window);

}  // namespace alphabar
