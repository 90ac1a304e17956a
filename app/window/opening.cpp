#include "app/window/opening.h"

#include <cstdint>
#include <new>
#include <utility>

#include "core/base/path_text.h"
#include "core/files/file_kind.h"
#include "core/files/input_file.h"
#include "core/files/points_csv.h"
#include "core/files/recipe.h"
#include "core/files/scene_json.h"
#include "core/files/schedule_text.h"

namespace alphabar {
namespace {

/// The text of a file that may be a list or a configuration; empty where it is no such thing.
std::string short_text(const std::filesystem::path& file) {
  constexpr std::uintmax_t most = 4u << 20;
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return error || size > most ? "" : read_text(file, most);
}

}  // namespace

bool saved_as_scene(const std::filesystem::path& file) {
  const std::string ending = ending_of(file);
  return ending != ".png" && ending != ".mp4" && ending != ".csv";
}

ReadFile read_for_window(const std::filesystem::path& file, std::stop_token stop) {
  if (ending_of(file) == ".csv") return {file, read_points(file)};
  if (!saved_as_scene(file))
    return {file, scene_from_json(read_recipe(file), file.string(), std::move(stop))};
  refuse_other_kinds(file,
                     "a scene, a table of points, a picture or film with a scene in it, or a "
                     "list or configuration of a schedule");
  if (std::string text = short_text(file); looks_like_schedule(text))
    return {file, ScheduleText{std::move(text)}};
  return {file, read_scene(file, std::move(stop))};
}

void Opening::start(const std::filesystem::path& file) {
  cancel();
  file_ = file;
  worker_.submit([this, file, asked = asked_](std::stop_token stop) {
    ReadFile read{file, {}};
    try {
      read = read_(file, stop);
    } catch (const std::bad_alloc&) {
      read.content = shown(file) + ": there is not enough memory to read it";
    } catch (const std::exception& problem) {
      read.content = std::string(problem.what());
    }
    const std::lock_guard lock(mutex_);
    done_ = std::move(read);
    done_for_ = asked;
  });
}

void Opening::cancel() {
  worker_.cancel();
  file_.clear();
  ++asked_;
}

std::optional<ReadFile> Opening::take() {
  const std::lock_guard lock(mutex_);
  if (!done_ || done_for_ != asked_) return std::nullopt;
  file_.clear();
  return std::exchange(done_, std::nullopt);
}

}  // namespace alphabar
