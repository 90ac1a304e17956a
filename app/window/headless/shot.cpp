#include "app/window/headless/shot.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/files/image/png.h"
#include "core/io/scene/scene_paths.h"

namespace alphabar {

namespace {

/// Of the scene that is open, when all of it has run: else what is missing, in one line.
std::string take(Studio& studio, const std::filesystem::path& file) {
  const bool complete = studio.wait();
  write_png(file, studio.picture(), json_kept_in(file, studio.app().session.scene()));
  return complete ? ""
                  : "the time was up before everything had run; the picture shows what was there";
}

}  // namespace

std::string shot(const Scene& scene, const std::filesystem::path& file, Backends backends,
                 const ShotOptions& options) {
  check(options);
  Studio studio(scene, std::move(backends), options);
  return take(studio, file);
}

std::vector<std::string> shot(const Lecture& lecture, const std::filesystem::path& folder,
                              Backends backends, const ShotOptions& options) {
  check(options);
  check(lecture);
  if (lecture.slides.empty())
    throw BadRequest("lecture", "slides", "0", "1 to " + std::to_string(Lecture::most_slides));
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (problem) throw Failed(shown(folder) + ": cannot make this folder: " + problem.message());
  ShotOptions how = options;
  how.presenting = true;
  Studio studio(lecture.slides.front().scene, std::move(backends), how);
  std::vector<std::string> late;
  for (std::size_t slide = 0; slide < lecture.slides.size(); ++slide) {
    int moment = 0;
    for (const double position : moments_of(lecture.slides[slide].scene)) {
      Scene scene = lecture.slides[slide].scene;
      scene.playback.position = position;
      if (!studio.app().session.open(scene)) throw Failed(studio.app().session.refusal());
      const std::string name = fmt::format("{:02}-{}.png", slide + 1, ++moment);
      if (const std::string missing = take(studio, folder / name); !missing.empty())
        late.push_back(name + ": " + missing);
    }
  }
  return late;
}

}  // namespace alphabar
