#include "app/window/screen/placement.h"

#include <GLFW/glfw3.h>
#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace alphabar {
namespace {

std::span<GLFWmonitor*> monitors() {
  int count = 0;
  GLFWmonitor** all = glfwGetMonitors(&count);
  return {all, static_cast<std::size_t>(count)};
}

/// The monitor that holds a point of the desktop; null: none.
GLFWmonitor* monitor_at(int x, int y) {
  for (GLFWmonitor* monitor : monitors()) {
    int left = 0, top = 0;
    glfwGetMonitorPos(monitor, &left, &top);
    const GLFWvidmode* mode = glfwGetVideoMode(monitor);
    if (mode && x >= left && x < left + mode->width && y >= top && y < top + mode->height)
      return monitor;
  }
  return nullptr;
}

/// The desktop places windows itself.
bool is_placed_for_us() { return glfwGetPlatform() == GLFW_PLATFORM_WAYLAND; }

void fit_to_screen(GLFWwindow* window, GLFWmonitor* monitor) {
  if (!monitor || is_placed_for_us()) return;
  int x = 0, y = 0, width = 0, height = 0, left = 0, top = 0, right = 0, bottom = 0;
  glfwGetMonitorWorkarea(monitor, &x, &y, &width, &height);
  glfwGetWindowFrameSize(window, &left, &top, &right, &bottom);
  int w = 0, h = 0;
  glfwGetWindowSize(window, &w, &h);
  const int room_w = width - left - right, room_h = height - top - bottom;
  if (room_w <= 0 || room_h <= 0 || (w <= room_w && h <= room_h)) return;
  glfwSetWindowSize(window, std::min(w, room_w), std::min(h, room_h));
  glfwSetWindowPos(window, x + left, y + top);
  constexpr double timeout = 0.1;  // seconds for the desktop to answer, so that no frame is cut off
  glfwWaitEventsTimeout(timeout);
}

}  // namespace

void place_window(GLFWwindow* window, const WindowPlace& left) {
  GLFWmonitor* monitor = glfwGetPrimaryMonitor();
  GLFWmonitor* before = monitor_at(left.x + left.width / 2, left.y + left.height / 2);
  if (left.width > 0 && before && !is_placed_for_us()) {
    glfwSetWindowSize(window, left.width, left.height);
    glfwSetWindowPos(window, left.x, left.y);
    monitor = before;
  }
  fit_to_screen(window, monitor);
}

WindowPlace place_of(GLFWwindow* window) {
  WindowPlace place;
  if (!is_placed_for_us()) glfwGetWindowPos(window, &place.x, &place.y);
  glfwGetWindowSize(window, &place.width, &place.height);
  return place;
}

bool is_hidden(GLFWwindow* window) {
  int width = 0, height = 0;
  glfwGetFramebufferSize(window, &width, &height);
  return width < 1 || height < 1 || glfwGetWindowAttrib(window, GLFW_ICONIFIED) != 0;
}

std::vector<std::string> monitor_names() {
  std::vector<std::string> names;
  for (GLFWmonitor* monitor : monitors()) {
    const GLFWvidmode* mode = glfwGetVideoMode(monitor);
    const char* name = glfwGetMonitorName(monitor);
    names.push_back(fmt::format("{}: {}, {} x {}", names.size() + 1, name ? name : "monitor",
                                mode ? mode->width : 0, mode ? mode->height : 0));
  }
  return names;
}

void FullScreen::follow(const Presenter& presenter) {
  if (presenter.on == on_ && (!on_ || presenter.monitor == monitor_)) return;
  monitor_ = presenter.monitor;
  if (!presenter.on) {
    on_ = false;
    glfwSetWindowMonitor(window_, nullptr, x_, y_, width_, height_, GLFW_DONT_CARE);
    return;
  }
  if (!on_) {
    const WindowPlace now = place_of(window_);
    x_ = now.x, y_ = now.y, width_ = now.width, height_ = now.height;
  }
  on_ = true;
  const auto all = monitors();
  const bool chosen = monitor_ >= 0 && static_cast<std::size_t>(monitor_) < all.size();
  GLFWmonitor* monitor = chosen ? all[static_cast<std::size_t>(monitor_)]
                                : monitor_at(x_ + width_ / 2, y_ + height_ / 2);
  if (!monitor) monitor = glfwGetPrimaryMonitor();
  if (const GLFWvidmode* mode = monitor ? glfwGetVideoMode(monitor) : nullptr)
    glfwSetWindowMonitor(window_, monitor, 0, 0, mode->width, mode->height, mode->refreshRate);
}

}  // namespace alphabar
