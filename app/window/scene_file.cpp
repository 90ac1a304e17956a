#include "app/window/scene_file.h"

#include <imgui.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "app/session/changes.h"
#include "app/window/file_names.h"
#include "app/window/schedule_box.h"
#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/files/input_file.h"
#include "core/files/scene_json.h"

namespace alphabar {
namespace {

/// Makes what a file holds, read by now, the open document or a part of it.
void take_content(AppState& app, const ReadFile& read) {
  const std::filesystem::path& file = read.file;
  if (const auto* schedule = std::get_if<ScheduleText>(&read.content)) {
    take_schedule(app, schedule->text, file.string());
    return;
  }
  if (const auto* problem = std::get_if<std::string>(&read.content)) throw Failed(*problem);
  const bool was_safe = !unsaved(app);
  if (const auto* data = std::get_if<DataSpec>(&read.content)) {
    Scene scene = app.session.scene();
    scene.data = *data;
    if (!open_document(app, scene)) return;
    if (was_safe) count_as_opened(app);  // a table changes one part
  } else {
    const auto own = saved_as_scene(file) ? file : std::filesystem::path();
    if (!open_document(app, std::get<Scene>(read.content), own)) return;
    count_as_opened(app);
  }
  remember(app.settings, file);
  app.notice = news("Opened " + shown(file.filename()));
}

}  // namespace

void open_scene(AppState& app, const std::filesystem::path& file) {
  app.opening->start(file);
  app.opening_since = ImGui::GetTime();
  app.opened_by = AppState::Box::none;
}

void hear_opening(AppState& app) {
  const std::optional<ReadFile> read = app.opening->take();
  if (!read) return;
  try {
    take_content(app, *read);
  } catch (const std::exception& problem) {
    app.notice = trouble(problem.what());
    if (app.opened_by != AppState::Box::none) app.box = app.opened_by;
  }
}

void save_scene(AppState& app, const std::filesystem::path& file) {
  const bool quits = std::exchange(app.quits_when_saved, false);
  try {
    if (!saved_as_scene(file))
      throw BadRequest(file.string(), "ending", ending_of(file),
                       "one that is not of a picture, a film or a table", "take .json");
    write_scene(app.session.scene(), file);
    app.file() = file;
    app.safe = {app.session.scene()};
    remember(app.settings, file);
    app.notice = news("Saved " + shown_path(file));
    app.quit = quits;
  } catch (const std::exception& problem) {
    app.notice = trouble(problem.what());
  }
}

void save(AppState& app) {
  if (app.file().empty())
    ask_file(app, AppState::Box::save);
  else
    save_scene(app, app.file());
}

bool replaces_another(const AppState& app, const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored) || std::filesystem::is_directory(file, ignored))
    return false;
  return app.file().empty() || !std::filesystem::equivalent(file, app.file(), ignored);
}

bool open_document(AppState& app, const Scene& scene, const std::filesystem::path& file) {
  if (!app.session.open(scene)) return false;
  app.files.push_back(file);
  app.formula = {};
  return true;
}

void count_as_opened(AppState& app) {
  if (unsaved(app)) app.safe.push_back(app.session.scene());
}

bool unsaved(const AppState& app) {
  return std::ranges::none_of(
      app.safe, [&](const Scene& scene) { return same_work(scene, app.session.scene()); });
}

void ask_to_quit(AppState& app) {
  const bool exporting = app.exporting.state() == ExportProcess::State::running;
  const char* export_ends = "The export under way ends with the window and leaves no file.";
  const auto quit = [](AppState& later) { later.quit = true; };
  if (!unsaved(app)) {
    if (exporting)
      app.question = {std::string(export_ends) + " Quit?", {{"Quit", quit}}};
    else
      app.quit = true;
    return;
  }
  const std::string name = app.file().empty() ? "the scene" : shown(app.file().filename());
  const auto save_first = [](AppState& later) {
    later.quits_when_saved = true;
    save(later);
  };
  app.question = {"Save the changes to " + name + " before the window closes?" +
                      (exporting ? std::string("\n") + export_ends : std::string()),
                  {{"Save", save_first}, {"Discard", quit}}};
}

void ask_file(AppState& app, AppState::Box box) {
  const bool opens = box == AppState::Box::open;
  const std::filesystem::path start =
      !app.file().empty() ? app.file() : std::filesystem::path(opens ? "" : "scene.json");
  if (app.dialog) return;  // it is open already
  if (app.desktop_dialogs) {
    app.dialog =
        std::make_unique<FileDialog>(opens ? FileDialog::Kind::open : FileDialog::Kind::save,
                                     opens ? "Open scene" : "Save scene", start);
    return;
  }
  app.box = box;
  app.file_box.typed = text_of(opens ? start.parent_path() / "" : start);
}

void hear_dialog(AppState& app) {
  if (!app.dialog) return;
  const std::optional<std::filesystem::path> chosen = app.dialog->answer();
  if (!chosen) return;
  const bool opens = app.dialog->kind() == FileDialog::Kind::open;
  app.dialog.reset();
  if (opens || chosen->empty()) app.quits_when_saved = false;
  if (!chosen->empty()) (opens ? open_scene : save_scene)(app, *chosen);
}

}  // namespace alphabar
