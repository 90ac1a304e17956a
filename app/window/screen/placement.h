#pragma once

#include <string>
#include <vector>

#include "app/settings/settings.h"
#include "app/window/state/app_state.h"

struct GLFWwindow;

namespace alphabar {

/// Puts the window where it was left, where that is still on a monitor, and makes it no larger than
/// the monitor's free area, so that all of it shows.
void place_window(GLFWwindow* window, const WindowPlace& left);

/// Where it is now, for the next time; not while it is full screen, minimised or maximised.
WindowPlace place_of(GLFWwindow* window);

/// Minimised, or, as some systems say instead, of no size: there is nothing to draw on.
bool is_hidden(GLFWwindow* window);

/// "1: DELL U2720Q, 3840 x 2160"
std::vector<std::string> monitor_names();

/// The whole of a screen, and back to where the window was.
class FullScreen {
 public:
  explicit FullScreen(GLFWwindow* window) : window_(window) {}

  void follow(const Presenter& presenter);
  bool on() const { return on_; }

 private:
  GLFWwindow* window_;
  bool on_ = false;
  int x_ = 0, y_ = 0, width_ = 0, height_ = 0, monitor_ = -1;
};

}  // namespace alphabar
