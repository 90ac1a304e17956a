#include "app/window/document/scene_file.h"

#include <imgui.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "app/session/changes.h"
#include "app/window/document/file_names.h"
#include "app/window/document/open_points.h"
#include "app/window/document/take_schedule.h"
#include "app/window/layout/panel_table.h"
#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/files/animation/recipe.h"
#include "core/files/file_kind.h"
#include "core/files/input_file.h"
#include "core/io/points/picture_points.h"
#include "core/io/scene_file.h"
#include "core/io/schedule_text.h"

namespace alphabar {
namespace {

/// The text of a file that may be a list or a configuration; empty where it is too long.
std::string short_text(const std::filesystem::path& file) {
  constexpr std::uintmax_t most = 4u << 20;
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return error || size > most ? "" : read_text(file, most);
}

/// Makes a scene that was read the open document.
void take_scene(AppState& app, const Scene& scene, const std::filesystem::path& file) {
  if (!open_document(app, scene, saved_as_scene(file) ? file : std::filesystem::path())) return;
  count_as_opened(app);
  remember(app.settings, file);
  app.notice = info_notice("Opened " + shown(file.filename()));
}

Opening::Done read_any(const std::filesystem::path& file, std::stop_token stop) {
  Scene scene;
  if (saved_as_scene(file)) {
    refuse_other_kinds(file,
                       "a scene, a table of points, a picture or film with a scene in it, a "
                       "list of numbers, or a scheduler_config.json");
    if (std::string text = short_text(file); looks_like_schedule(text))
      return [text = std::move(text), file](AppState& app) {
        take_schedule(app, text, file.string());
      };
    scene = read_scene(file, std::move(stop));
  } else if (std::optional<PointsTable> dark = dark_of_picture(file)) {
    return [dark = *std::move(dark), file](AppState& app) { use_points(app, file, dark); };
  } else {
    scene = scene_from_json(read_recipe(file), file.string(), std::move(stop));
  }
  return [scene = std::move(scene), file](AppState& app) { take_scene(app, scene, file); };
}

}  // namespace

bool saved_as_scene(const std::filesystem::path& file) { return opens_as(file) == OpensAs::text; }

void open_scene(AppState& app, const std::filesystem::path& file) {
  app.points.reset();
  app.opened_by = AppState::Box::none;
  if (opens_as(file) == OpensAs::points) return open_points(app, file);
  app.opening.start(file, [file](std::stop_token stop) { return read_any(file, std::move(stop)); });
}

void save_scene(AppState& app, const std::filesystem::path& file) {
  const bool quits = std::exchange(app.quits_when_saved, false);
  try {
    if (!saved_as_scene(file))
      throw BadRequest(file.string(), "ending", ending_of(file),
                       "one that is not of a picture, a film or a table",
                       "take " + std::string(endings_of(Product::scene).front()));
    write_scene(app.session.scene(), file);
    app.file() = file;
    app.safe = {app.session.shared_scene()};
    remember(app.settings, file);
    app.notice = info_notice("Saved " + shown_path(file));
    app.quit = quits;
  } catch (const std::exception& problem) {
    app.notice = error_notice(problem.what());
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
  if (const std::string unknown = unknown_panels(scene.view); !unknown.empty())
    app.notice = error_notice(unknown);
  return true;
}

void count_as_opened(AppState& app) {
  if (unsaved(app)) app.safe.push_back(app.session.shared_scene());
}

bool unsaved(const AppState& app) {
  return std::ranges::none_of(app.safe, [&](const std::shared_ptr<const Scene>& scene) {
    return scene == app.session.shared_scene() || same_work(*scene, app.session.scene());
  });
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
    app.dialog = std::make_unique<FileDialog>(
        opens ? FileDialog::Kind::open : FileDialog::Kind::save,
        opens ? "Open scene" : "Save scene", start,
        std::string("*").append(
            joined(opens ? endings_offered() : endings_of(Product::scene), " *")));
    return;
  }
  app.box = box;
  app.file_box.typed = text_of(opens ? start.parent_path() / "" : start);
}

void poll_dialog(AppState& app) {
  if (!app.dialog) return;
  const std::optional<std::filesystem::path> chosen = app.dialog->answer();
  if (!chosen) return;
  const bool opens = app.dialog->kind() == FileDialog::Kind::open;
  app.dialog.reset();
  if (opens || chosen->empty()) app.quits_when_saved = false;
  if (!chosen->empty()) (opens ? open_scene : save_scene)(app, *chosen);
}

}  // namespace alphabar
