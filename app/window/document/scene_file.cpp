#include "app/window/document/scene_file.h"

#include <imgui.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "app/session/changes.h"
#include "app/window/document/file_names.h"
#include "app/window/document/lecture_show.h"
#include "app/window/document/open_model.h"
#include "app/window/document/open_points.h"
#include "app/window/document/take_schedule.h"
#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/files/animation/recipe.h"
#include "core/files/file_kind.h"
#include "core/files/input_file.h"
#include "core/files/json/json_strict.h"
#include "core/files/stills/still_reader.h"
#include "core/io/lecture/lecture_file.h"
#include "core/io/points/picture_points.h"
#include "core/io/scene/scene_paths.h"
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

/// A picture that was opened where pictures are made: for their lanes, not for the data.
void take_picture(AppState& app, const std::filesystem::path& file) {
  Scene scene = app.session.scene();
  scene.pictures.picture = text_of(file);
  if (!app.session.apply(std::move(scene))) {
    app.notice = error_notice(app.session.refusal());
    return;
  }
  app.notice = info_notice(shown(file.filename()) +
                           " is the pictures' picture: lanes can be guided to it, or begin from it "
                           "by DDIM inversion.");
}

/// for_pictures: pictures are made, and one from outside is for them.
Opening::Done read_any(const std::filesystem::path& file, bool for_pictures, std::stop_token stop) {
  Scene scene;
  if (saved_as_scene(file)) {
    refuse_other_kinds(
        file,
        "a scene, a lecture, a table of points, a file of ours with a scene in it, a "
        "list of numbers, or a scheduler_config.json");
    if (std::string text = short_text(file); looks_like_schedule(text))
      return [text = std::move(text), file](AppState& app) {
        take_schedule(app, text, file.string());
      };
    const nlohmann::json document = read_json(file, {}, std::move(stop));
    if (is_lecture(document))
      return [lecture = lecture_in_file(document, file), file](AppState& app) {
        open_lecture(app, lecture, file);
      };
    scene = placed(scene_from_document(document, file.string()), file);
  } else if (for_pictures && is_plain_picture(file)) {
    read_still(file);  // it can be
    return [file](AppState& app) { take_picture(app, file); };
  } else if (std::optional<PointsTable> dark = dark_of_picture(file)) {
    return [dark = *std::move(dark), file](AppState& app) { use_points(app, file, dark); };
  } else {
    scene = placed(scene_from_json(read_recipe(file), file.string(), std::move(stop)), file);
  }
  return [scene = std::move(scene), file](AppState& app) { take_scene(app, scene, file); };
}

}  // namespace

void take_scene(AppState& app, const Scene& scene, const std::filesystem::path& file) {
  if (!open_document(app, scene, saved_as_scene(file) ? file : std::filesystem::path())) return;
  count_as_opened(app);
  remember(app.settings, file);
  app.notice = info_notice("Opened " + shown(file.filename()));
}

bool saved_as_scene(const std::filesystem::path& file) { return opens_as(file) == OpensAs::text; }

void open_scene(AppState& app, const std::filesystem::path& file) {
  app.points.reset();
  app.model.reset();
  app.opened_by = AppState::Box::none;
  if (stands_for_model(file)) return open_model(app, file);
  if (opens_as(file) == OpensAs::points) return open_points(app, file);
  const bool for_pictures = app.session.scene().view.arrangement == Arrangement::images;
  app.opening.start(file, [file, for_pictures](std::stop_token stop) {
    return read_any(file, for_pictures, std::move(stop));
  });
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

bool replaces_another(const std::filesystem::path& file, const std::filesystem::path& own) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored) || std::filesystem::is_directory(file, ignored))
    return false;
  return own.empty() || !std::filesystem::equivalent(file, own, ignored);
}

bool open_document(AppState& app, const Scene& scene, const std::filesystem::path& file) {
  if (!app.session.open(scene)) return false;
  app.files.push_back(file);
  app.formula = {};
  app.opened_now = true;
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
  if (app.lecture.changed) {
    const auto save_lecture_first = [](AppState& later) {
      later.quits_when_saved = true;
      save_lecture(later);
    };
    const auto leave_lecture = [](AppState& later) {
      later.lecture.changed = false;
      ask_to_quit(later);
    };
    app.question = {"Save the changes to the lecture before the window closes?",
                    {{"Save", save_lecture_first}, {"Discard", leave_lecture}}};
    return;
  }
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

const char* box_title(AppState::Box box) {
  return box == AppState::Box::open           ? "Open scene"
         : box == AppState::Box::save_lecture ? "Save lecture"
                                              : "Save scene";
}

void ask_file(AppState& app, AppState::Box box) {
  if (app.dialog) return;  // it is open already
  const bool opens = box == AppState::Box::open, lecture = box == AppState::Box::save_lecture;
  std::filesystem::path start = lecture ? app.lecture.file : app.file();
  if (start.empty()) start = opens ? "" : lecture ? "lecture.json" : "scene.json";
  if (app.desktop_dialogs) {
    app.dialog_for = box;
    app.dialog = std::make_unique<FileDialog>(
        opens ? FileDialog::Kind::open : FileDialog::Kind::save, box_title(box), start,
        std::string("*").append(
            joined(opens ? endings_offered() : endings_of(Product::scene), " *")));
    return;
  }
  app.box = box;
  app.file_box.typed = text_of(opens ? start.parent_path() / "" : start);
}

void take_file(AppState& app, AppState::Box box, const std::filesystem::path& file) {
  if (box == AppState::Box::open)
    open_scene(app, file);
  else if (box == AppState::Box::save_lecture)
    save_lecture_as(app, file);
  else
    save_scene(app, file);
}

void poll_dialog(AppState& app) {
  if (!app.dialog) return;
  const std::optional<std::filesystem::path> chosen = app.dialog->answer();
  if (!chosen) return;
  const bool opens = app.dialog->kind() == FileDialog::Kind::open;
  app.dialog.reset();
  if (opens || chosen->empty()) app.quits_when_saved = false;
  if (!chosen->empty()) take_file(app, app.dialog_for, *chosen);
}

}  // namespace alphabar
