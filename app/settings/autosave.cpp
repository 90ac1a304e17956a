#include "app/settings/autosave.h"

#include <fcntl.h>
#include <sys/file.h>

#include <utility>

#include "app/settings/put_aside.h"
#include "app/settings/settings.h"
#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/io/scene_file.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

constexpr int most_windows = 100;

/// A lock file that is held with its descriptor; empty: somebody else has it.
Descriptor locked(const fs::path& file) {
  Descriptor lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (lock && ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) lock.close();
  return lock;
}

}  // namespace

Autosave::Autosave(const fs::path& folder) {
  make_user_folder(folder);
  fs::file_time_type newest;
  for (int n = 1; n <= most_windows; ++n) {
    const std::string name = "window-" + std::to_string(n);
    const fs::path scene = folder / (name + ".json");
    std::error_code error;
    const bool there = fs::is_regular_file(scene, error);
    if (!there && own_) continue;
    Descriptor lock = locked(folder / (name + ".lock"));
    if (!lock) continue;
    if (!there) {
      own_ = std::move(lock);
      file_ = scene;
    } else if (const auto when = fs::last_write_time(scene, error);
               !error && (left_behind_.empty() || when > newest)) {
      newest = when;
      left_behind_ = scene;
      crashed_ = std::move(lock);
    }
  }
  if (!own_) throw Failed(shown(folder) + ": no place for a copy of the open scene");
}

void Autosave::end() {
  worker_.finish();
  std::error_code ignored;
  fs::remove(file_, ignored);
}

void Autosave::forget() {
  std::error_code ignored;
  if (!left_behind_.empty()) fs::remove(left_behind_, ignored);
  left_behind_.clear();
  crashed_.close();
}

fs::path Autosave::put_aside() {
  const fs::path aside = alphabar::put_aside(left_behind_);
  left_behind_.clear();
  crashed_.close();
  return aside;
}

void Autosave::save(const Scene& scene) {
  worker_.submit([this, scene](std::stop_token) {
    try {
      write_scene(scene, file_);
    } catch (const std::exception& problem) {  // the next edit tries again
      first_error_.set(std::string(problem.what()) + "; the scene is not saved in passing");
    }
  });
}

void Autosave::clear() {
  worker_.submit([this](std::stop_token) {
    std::error_code ignored;
    fs::remove(file_, ignored);
  });
}

void Autosave::finish() { worker_.finish(); }

}  // namespace alphabar
