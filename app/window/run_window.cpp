#include "app/window/run_window.h"

#include <GLFW/glfw3.h>
#include <epoxy/gl.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/engines/lane_engine.h"
#include "app/theme/palette.h"
#include "app/window/document/open_points.h"
#include "app/window/document/persistence.h"
#include "app/window/document/scene_file.h"
#include "app/window/frame.h"
#include "app/window/frame_log.h"
#include "app/window/new_frame.h"
#include "app/window/state/app_state.h"
#include "app/window/ui.h"
#include "core/base/error.h"
#include "core/gl/context/glfw_context.h"

namespace alphabar {
namespace {

constexpr double idle_wait = 0.1;     // seconds between frames when nothing moves
constexpr double longest_step = 0.1;  // of playing: a stalled window does not jump

struct Dropped {
  std::vector<std::filesystem::path> files;
};

void on_drop(GLFWwindow* window, int count, const char** paths) {
  auto* dropped = static_cast<Dropped*>(glfwGetWindowUserPointer(window));
  dropped->files.assign(paths, paths + count);
}

/// ImGui's two backends, while it lives.
class Backing {
 public:
  explicit Backing(GLFWwindow* window) {
    ImGui_ImplGlfw_InitForOpenGL(window, true);
    if (!ImGui_ImplOpenGL3_Init("#version 330 core"))
      throw Failed("the text renderer could not be started on this OpenGL driver");
  }
  ~Backing() {
    ImGui_ImplOpenGL3_Shutdown();
    ImGui_ImplGlfw_Shutdown();
  }
  Backing(const Backing&) = delete;
  Backing& operator=(const Backing&) = delete;
};

void show(GLFWwindow* window, Theme theme) {
  int width = 0, height = 0;
  glfwGetFramebufferSize(window, &width, &height);
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  glViewport(0, 0, width, height);
  const ImVec4 ground = palette(theme).background;
  glClearColor(ground.x, ground.y, ground.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  glfwSwapBuffers(window);
}

/// Makes the window no larger than the monitor's free area, and puts it where all of it shows.
void fit_to_screen(GLFWwindow* window) {
  GLFWmonitor* monitor = glfwGetPrimaryMonitor();
  if (!monitor || glfwGetPlatform() == GLFW_PLATFORM_WAYLAND) return;  // there the desktop does it
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

/// Minimised, or, as some systems say instead, of no size: there is nothing to draw on.
bool is_hidden(GLFWwindow* window) {
  int width = 0, height = 0;
  glfwGetFramebufferSize(window, &width, &height);
  return width < 1 || height < 1 || glfwGetWindowAttrib(window, GLFW_ICONIFIED) != 0;
}

void set_title(GLFWwindow* window, const AppState& app, std::string& shown) {
  const std::string& title = app.session.scene().title;
  const std::string wanted = title.empty() ? "Alphabar" : title + " - Alphabar";
  if (wanted == shown) return;
  shown = wanted;
  glfwSetWindowTitle(window, wanted.c_str());
}

/// The whole of the screen that the window is on, and back to where it was.
class FullScreen {
 public:
  explicit FullScreen(GLFWwindow* window) : window_(window) {}

  void follow(const Presenter& presenter) {
    const bool wanted = presenter.on;
    if (wanted == on_) return;
    on_ = wanted;
    if (!wanted) {
      glfwSetWindowMonitor(window_, nullptr, x_, y_, width_, height_, GLFW_DONT_CARE);
      return;
    }
    if (glfwGetPlatform() != GLFW_PLATFORM_WAYLAND) glfwGetWindowPos(window_, &x_, &y_);
    glfwGetWindowSize(window_, &width_, &height_);
    GLFWmonitor* monitor = its_monitor();
    const GLFWvidmode* mode = monitor ? glfwGetVideoMode(monitor) : nullptr;
    if (mode)
      glfwSetWindowMonitor(window_, monitor, 0, 0, mode->width, mode->height, mode->refreshRate);
  }

 private:
  /// The one that holds the middle of the window: of two, the projector it was moved to.
  GLFWmonitor* its_monitor() const {
    int count = 0;
    GLFWmonitor** monitors = glfwGetMonitors(&count);
    const int x = x_ + width_ / 2, y = y_ + height_ / 2;
    for (int i = 0; i < count; ++i) {
      int left = 0, top = 0;
      glfwGetMonitorPos(monitors[i], &left, &top);
      const GLFWvidmode* mode = glfwGetVideoMode(monitors[i]);
      if (mode && x >= left && x < left + mode->width && y >= top && y < top + mode->height)
        return monitors[i];
    }
    return glfwGetPrimaryMonitor();
  }

  GLFWwindow* window_;
  bool on_ = false;
  int x_ = 0, y_ = 0, width_ = 0, height_ = 0;
};

/// What happened since the last frame; waits for something where nothing moves. False: the window
/// was hidden, so that there is nothing to draw.
bool poll_events(GLFWwindow* window, AppState& app, Dropped& dropped) {
  const bool hidden = is_hidden(window);
  const bool moves = app.playback.playing || app.session.busy() || app.opening.busy();
  if (moves && !hidden)
    glfwPollEvents();
  else
    glfwWaitEventsTimeout(idle_wait);
  for (const auto& file : std::exchange(dropped.files, {})) open_scene(app, file);
  poll_dialog(app);
  if (!glfwWindowShouldClose(window)) return !hidden;
  glfwSetWindowShouldClose(window, GLFW_FALSE);
  ask_to_quit(app);
  if (hidden && !app.quit) glfwRestoreWindow(window);  // what is asked is to be seen
  return !hidden;
}

/// One frame, `seconds` after the one before. Returns how long it took, in seconds.
double draw(GLFWwindow* window, AppState& app, double seconds) {
  const auto begun = std::chrono::steady_clock::now();
  // Another one on another monitor; 1 where the desktop scales the window itself.
  ImGui::GetStyle().FontScaleDpi = std::max(ImGui_ImplGlfw_GetContentScaleForWindow(window), 1.0F);
  apply_scene_theme(app);
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
  new_frame();
  draw_frame(app, std::min(seconds, longest_step));
  ImGui::Render();
  show(window, app.session.scene().view.theme);
  const double took =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  app.frame_seconds += (took - app.frame_seconds) * (app.frame_seconds > 0 ? 0.05 : 1);
  return took;
}

}  // namespace

void run_window(std::optional<Scene> scene, Backends backends, const RunWindowOptions& options) {
  WindowOptions wanted;
  wanted.width = options.width;
  wanted.height = options.height;
  const auto context = make_window_context(wanted);
  GLFWwindow* window = context->window();
  fit_to_screen(window);
  float scale = 1;
  glfwGetWindowContentScale(window, &scale, nullptr);
  glfwSwapInterval(1);
  const Ui ui(std::max(scale, 1.0F));
  Dropped dropped;
  glfwSetWindowUserPointer(window, &dropped);
  glfwSetDropCallback(window, on_drop);
  const Backing backing(window);

  if (!backends.make_engine) backends.make_engine = lane_engine(context.get());
  backends.low_priority = true;
  Persistence persistence(options.folders);
  AppState app(scene ? *scene : first_scene(persistence.settings()), std::move(backends));
  if (saved_as_scene(options.file)) app.file() = options.file;
  app.desktop_dialogs = FileDialog::available();
  persistence.begin(app);
  if (!options.file.empty()) remember(app.settings, options.file);
  if (!options.understood.empty() && app.notice.words.empty())
    app.notice = understood_points(options.file, options.understood);
  if (!options.model.empty()) open_scene(app, options.model);
  FullScreen full_screen(window);
  app.fonts = ui.fonts();
  std::optional<FrameLog> log;
  if (!options.frame_log.empty()) log.emplace(options.frame_log);
  std::string title;
  double last = glfwGetTime();
  while (!app.quit && !options.stop.stop_requested()) {
    if (!poll_events(window, app, dropped)) {
      persistence.tick(app, glfwGetTime());
      continue;
    }
    full_screen.follow(app.presenter);
    const double now = glfwGetTime();
    const double took = draw(window, app, now - std::exchange(last, now));
    if (log) log->add(took * 1e3, app);
    set_title(window, app, title);
    persistence.tick(app, now);
  }
  if (options.stop.stop_requested())
    persistence.stop(app);
  else
    persistence.end(app);
  if (log) log->commit();
}

}  // namespace alphabar
