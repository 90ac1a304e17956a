#include "app/window/run_window.h"

#include <GLFW/glfw3.h>
#include <imgui.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/engines/lane_engine.h"
#include "app/window/document/lecture_show.h"
#include "app/window/document/open_points.h"
#include "app/window/document/scene_file.h"
#include "app/window/frame.h"
#include "app/window/frame_log.h"
#include "app/window/keeping/persistence.h"
#include "app/window/screen/backing.h"
#include "app/window/screen/notes_window.h"
#include "app/window/screen/placement.h"
#include "app/window/screen/ui.h"
#include "app/window/state/app_state.h"
#include "core/base/error.h"
#include "core/base/path_text.h"
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

void set_title(GLFWwindow* window, const AppState& app, std::string& shown) {
  const std::string& title = app.session.scene().title;
  const std::string wanted = title.empty() ? "Alphabar" : title + " - Alphabar";
  if (wanted == shown) return;
  shown = wanted;
  glfwSetWindowTitle(window, wanted.c_str());
}

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

Screen screen_of(const Presenter& presenter) {
  return {presenter.on ? static_cast<float>(presenter.zoom) : 1, presenter.on && presenter.frozen};
}

/// One frame, `seconds` after the one before. Returns how long it took, in seconds.
double draw(GLFWwindow* window, Backing& backing, AppState& app, double seconds) {
  const auto begun = std::chrono::steady_clock::now();
  apply_scene_theme(app);
  begin_frame(window);
  draw_frame(app, std::min(seconds, longest_step));
  backing.show(window, app.session.scene().view.theme, screen_of(app.presenter));
  const double took =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  app.frame_seconds += (took - app.frame_seconds) * (app.frame_seconds > 0 ? 0.05 : 1);
  return took;
}

/// The lecture that the last window had open, where it is still there.
void offer_lecture(AppState& app) {
  std::error_code ignored;
  if (std::filesystem::is_regular_file(path_of(app.settings.lecture), ignored))
    app.offered_lecture = app.settings.lecture;
}

/// Opens, draws and closes the lecturer's window.
void follow_notes(AppState& app, std::unique_ptr<NotesWindow>& notes) {
  if (!app.presenter.notes) return notes.reset();
  try {
    if (!notes) notes = std::make_unique<NotesWindow>();
    if (!notes->draw(app)) app.presenter.notes = false;
  } catch (const Failed& problem) {  // no second window here: the first one goes on
    app.presenter.notes = false;
    app.notice = error_notice(problem.what());
  }
}

}  // namespace

void run_window(std::optional<Scene> scene, Backends backends, const RunWindowOptions& options) {
  WindowOptions wanted;
  wanted.width = options.width;
  wanted.height = options.height;
  Persistence persistence(options.folders);
  const auto context = make_window_context(wanted);
  GLFWwindow* window = context->window();
  place_window(window, persistence.settings().window);
  float scale = 1;
  glfwGetWindowContentScale(window, &scale, nullptr);
  glfwSwapInterval(1);
  const Ui ui(std::max(scale, 1.0F));
  Dropped dropped;
  glfwSetWindowUserPointer(window, &dropped);
  glfwSetDropCallback(window, on_drop);
  Backing backing(window);

  if (!backends.make_engine) backends.make_engine = lane_engine(context.get());
  backends.low_priority = true;
  AppState app(scene ? *scene : first_scene(persistence.settings()), std::move(backends));
  if (saved_as_scene(options.file)) app.file() = options.file;
  app.desktop_dialogs = FileDialog::available();
  persistence.begin(app);
  if (options.device) app.session.use_device(*options.device);
  if (!options.file.empty()) remember(app.settings, options.file);
  if (!options.understood.empty() && app.notice.words.empty())
    app.notice = understood_points(options.file, options.understood);
  if (!options.model.empty()) open_scene(app, options.model);
  FullScreen full_screen(window);
  std::unique_ptr<NotesWindow> notes;
  app.fonts = ui.fonts();
  app.monitors = monitor_names();
  if (options.lecture)
    open_lecture(app, *options.lecture, options.file);
  else if (options.file.empty())
    offer_lecture(app);
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
    if (!full_screen.on() && glfwGetWindowAttrib(window, GLFW_MAXIMIZED) == 0)
      app.settings.window = place_of(window);
    const double now = glfwGetTime();
    const double took = draw(window, backing, app, now - std::exchange(last, now));
    follow_notes(app, notes);
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
