#include "app/window/headless/shot.h"

#include <utility>

#include "app/engines/lane_engine.h"
#include "app/window/headless/headless.h"
#include "core/base/check.h"
#include "core/files/image/png.h"
#include "core/io/scene/scene_json.h"

namespace alphabar {

std::string shot(const Scene& scene, const std::filesystem::path& file, Backends backends,
                 const ShotOptions& options) {
  check_range("shot", "width", options.width, 320, 16384);
  check_range("shot", "height", options.height, 240, 16384);
  HeadlessWindow window(options.width, options.height);
  if (!backends.make_engine) backends.make_engine = lane_engine(&window.context());
  AppState app(scene, std::move(backends));
  app.still = true;
  app.playback.playing = false;
  const bool complete = app.session.wait(options.timeout);
  const auto runs = app.session.runs();
  if (complete && !runs->error.empty() && runs->lanes.empty()) throw Failed(runs->error);
  // The layout settles in the second frame, tables and scroll bars in the third.
  for (int i = 0; i < 5; ++i) {
    window.draw(app, 1.0 / 60);
    app.figures.wait(options.timeout);
    app.learn.wait(options.timeout);
  }
  write_png(file, window.read(), to_json(scene));
  return complete ? ""
                  : "the time was up before everything had run; the picture shows what was there";
}

}  // namespace alphabar
