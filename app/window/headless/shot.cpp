#include "app/window/headless/shot.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "app/engines/lane_engine.h"
#include "app/window/headless/headless.h"
#include "core/base/check.h"
#include "core/base/path_text.h"
#include "core/files/image/png.h"
#include "core/io/scene/scene_paths.h"

namespace alphabar {

namespace {

void check(const ShotOptions& options) {
  check_range("shot", "width", options.width, 320, 16384);
  check_range("shot", "height", options.height, 240, 16384);
  if (!options.language.empty() && !is_language_tag(options.language))
    throw BadRequest("shot", "language", "\"" + options.language + "\"",
                     "a language tag, as \"en\" or \"zh\"");
}

/// A window of which pictures are taken.
struct Studio {
  HeadlessWindow window;
  AppState app;

  Studio(const Scene& first, Backends backends, const ShotOptions& options)
      : window(options.width, options.height), app(first, with_engine(std::move(backends))) {
    app.still = true;
    app.playback.playing = false;
    app.presenter.on = options.presenting;
    app.settings.language = options.language;
  }

  Backends with_engine(Backends backends) {
    if (!backends.make_engine) backends.make_engine = lane_engine(&window.context());
    return backends;
  }

  /// Of the scene that is open, when all of it has run: else what is missing, in one line.
  std::string take(const std::filesystem::path& file, std::chrono::milliseconds timeout) {
    const bool complete = app.session.wait(timeout);
    const auto runs = app.session.runs();
    if (complete && !runs->error.empty() && runs->lanes.empty()) throw Failed(runs->error);
    // The layout settles in the second frame, tables and scroll bars in the third, what comes to
    // the front in those after.
    constexpr int settled = 8;
    for (int i = 0; i < settled; ++i) {
      window.draw(app, 1.0 / 60);
      app.figures.wait(timeout);
      app.learn.wait(timeout);
    }
    write_png(file, window.read(), json_kept_in(file, app.session.scene()));
    return complete ? ""
                    : "the time was up before everything had run; the picture shows what was there";
  }
};

}  // namespace

std::string shot(const Scene& scene, const std::filesystem::path& file, Backends backends,
                 const ShotOptions& options) {
  check(options);
  return Studio(scene, std::move(backends), options).take(file, options.timeout);
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
      if (!studio.app.session.open(scene)) throw Failed(studio.app.session.refusal());
      const std::string name = fmt::format("{:02}-{}.png", slide + 1, ++moment);
      if (const std::string missing = studio.take(folder / name, options.timeout); !missing.empty())
        late.push_back(name + ": " + missing);
    }
  }
  return late;
}

}  // namespace alphabar
