#pragma once

#include <memory>
#include <optional>

#include "app/session/background/latest_worker.h"
#include "app/settings/autosave.h"
#include "app/settings/first_error.h"
#include "app/settings/user_folders.h"
#include "app/window/state/app_state.h"

namespace alphabar {

/// What of a window outlives it: its settings, and while it is open a copy of its scene. Only the
/// program's real window has one.
///
/// Nothing here stops the window: a folder or file that cannot be used becomes a notice, and the
/// defaults serve.
class Persistence {
 public:
  explicit Persistence(const UserFolders& folders);

  const Settings& settings() const { return written_; }

  /// Gives a new window its settings and the notice if they were broken, and begins to read the
  /// scene that a crash left behind.
  void begin(AppState& app);

  /// Once a frame; `now` in seconds. Writes a second after the last change of a setting and two
  /// after the last edit of the scene, on another thread. Gives the window the scene that a crash
  /// left behind (app.left_behind, until somebody takes or leaves it) once it is read; where that
  /// takes more than a second, or it cannot be read, the file is put aside.
  void tick(AppState& app, double now);

  /// The window was closed: writes the settings, removes the copy of the scene.
  void end(AppState& app);

  /// The program was told to stop, by Ctrl+C or as the desktop ended: writes the settings, and
  /// keeps the copy of an edited scene for the next window to offer.
  void stop(AppState& app);

 private:
  void watch_scene(AppState& app, double now);
  void read_left_behind(const std::filesystem::path& file);
  void poll_left_behind(AppState& app, double now);
  void put_left_behind_aside(AppState& app, const std::string& problem);
  void watch_settings(const Settings& settings, double now);
  void add_problem(const std::string& words);  // to what the window says first
  void write(const Settings& settings);
  void write_settings_now(const Settings& settings);

  std::filesystem::path settings_file_;  ///< empty: nowhere
  std::optional<Autosave> autosave_;
  Opening left_behind_;
  bool reading_ = false;         ///< it is being read,
  std::optional<double> since_;  ///< since then
  bool offered_ = false;         ///< it was read: whoever has the window decides on it
  std::string problem_;
  Settings written_, changed_;
  std::shared_ptr<const Scene> seen_;
  bool copied_ = false;  // the autosave has something that a crash would lose
  std::optional<double> edited_at_, changed_at_;
  FirstError first_error_;
  LatestWorker worker_;  // last: it stops before the rest goes
};

/// The default scene as this user likes to see it.
Scene first_scene(const Settings& settings);

}  // namespace alphabar
