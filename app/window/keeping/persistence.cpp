#include "app/window/keeping/persistence.h"

#include <utility>

#include "app/session/changes.h"
#include "app/settings/put_aside.h"
#include "app/window/document/scene_file.h"
#include "app/window/layout/layout.h"
#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/io/scene_file.h"

namespace alphabar {
namespace {

constexpr double settings_rest = 1, scene_rest = 2;  // seconds without a change before writing
constexpr double reading_timeout = 1;                // seconds

}  // namespace

Scene first_scene(const Settings& settings) {
  Scene scene = default_scene();
  scene.view.theme = settings.theme;
  scene.view.font_scale = settings.font_scale;
  if (settings.arrangement != scene.view.arrangement) arrange(scene.view, settings.arrangement);
  return scene;
}

Persistence::Persistence(const UserFolders& folders) {
  if (!folders.config.empty()) {
    settings_file_ = folders.config / "settings.json";
    try {
      written_ = read_settings(settings_file_);
    } catch (const std::exception& problem) {
      put_aside(settings_file_);  // the next change writes a good one
      add_problem(std::string(problem.what()) + "; the usual settings are used");
    }
  }
  if (!folders.state.empty()) {
    try {
      autosave_.emplace(folders.state);
    } catch (const std::exception& problem) {
      add_problem(std::string(problem.what()) + "; the scene is not saved in passing");
    }
  }
  changed_ = written_;
}

void Persistence::begin(AppState& app) {
  app.settings = written_;
  app.session.use_device(app.settings.device);
  if (autosave_ && !autosave_->left_behind().empty()) read_left_behind(autosave_->left_behind());
  if (!problem_.empty()) app.notice = error_notice(problem_);
}

void Persistence::add_problem(const std::string& words) {
  problem_ += (problem_.empty() ? "" : "\n") + words;
}

void Persistence::read_left_behind(const std::filesystem::path& file) {
  reading_ = true;
  left_behind_.start(file, [this, file](std::stop_token stop) -> Opening::Done {
    try {
      return [this, scene = read_scene(file, std::move(stop))](AppState& app) {
        app.left_behind = scene;
        offered_ = true;
      };
    } catch (const Cancelled&) {
      throw;
    } catch (const std::exception& problem) {
      return [this, words = std::string(problem.what())](AppState& app) {
        put_left_behind_aside(app, words);
      };
    }
  });
}

void Persistence::put_left_behind_aside(AppState& app, const std::string& problem) {
  add_problem(problem + "; the scene that was open is kept as " + shown(autosave_->put_aside()));
  app.notice = error_notice(problem_);
}

void Persistence::poll_left_behind(AppState& app, double now) {
  if (!reading_) return;
  if (!since_) since_ = now;
  if (const Opening::Done done = left_behind_.take()) {
    reading_ = false;
    done(app);
  } else if (now - *since_ > reading_timeout) {
    reading_ = false;
    left_behind_.cancel();
    put_left_behind_aside(app, shown(left_behind_.file()) + " could not be read within a second");
  }
}

void Persistence::tick(AppState& app, double now) {
  poll_left_behind(app, now);
  watch_scene(app, now);
  watch_settings(app.settings, now);
  for (const std::string& words :
       {first_error_.take(), autosave_ ? autosave_->first_error() : std::string()})
    if (!words.empty()) app.notice = error_notice(words);
}

void Persistence::end(AppState& app) {
  write_settings_now(app.settings);
  if (autosave_) autosave_->end();
}

void Persistence::stop(AppState& app) {
  write_settings_now(app.settings);
  if (!autosave_) return;
  if (edited_at_) autosave_->save(app.session.scene());
  autosave_->finish();
}

void Persistence::watch_scene(AppState& app, double now) {
  const Scene& scene = app.session.scene();
  if (offered_ && !app.left_behind) {
    offered_ = false;
    autosave_->save(scene);  // it was opened, or is not wanted
    autosave_->forget();
  }
  const std::shared_ptr<const Scene> before = std::exchange(seen_, app.session.shared_scene());
  if (before && before != seen_ && *before != scene) {
    // How somebody looks at one scene is how the next is to look; what another scene brings is not.
    if (same_work(*before, scene)) {
      app.settings.theme = scene.view.theme;
      app.settings.font_scale = scene.view.font_scale;
      app.settings.arrangement = scene.view.arrangement;
    }
    if (!only_position_differs(*before, scene)) edited_at_ = now;
  }
  if (!autosave_) return;
  if (copied_ && !unsaved(app)) {
    autosave_->clear();
    copied_ = false;
  }
  if (!edited_at_ || now - *edited_at_ < scene_rest) return;
  edited_at_.reset();
  copied_ = unsaved(app);
  if (copied_) autosave_->save(scene);
}

void Persistence::watch_settings(const Settings& settings, double now) {
  if (settings != changed_) {
    changed_ = settings;
    changed_at_ = now;
  }
  if (!changed_at_ || now - *changed_at_ < settings_rest) return;
  changed_at_.reset();
  if (changed_ != written_) write(changed_);
}

void Persistence::write_settings_now(const Settings& settings) {
  worker_.finish();
  if (settings != written_) write(settings);
  worker_.finish();
}

void Persistence::write(const Settings& settings) {
  written_ = settings;
  if (settings_file_.empty()) return;
  worker_.submit([this, settings](std::stop_token) {
    try {
      write_settings(settings, settings_file_);
    } catch (const std::exception& problem) {
      first_error_.set(std::string(problem.what()) + "; the settings are not kept");
    }
  });
}

}  // namespace alphabar
