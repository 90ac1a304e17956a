#include "app/window/headless/studio.h"

#include <utility>

#include "app/engines/lane_engine.h"
#include "core/base/check.h"
#include "core/base/error.h"

namespace alphabar {

void check(const StudioOptions& options) {
  check_range("shot", "width", options.width, 320, 16384);
  check_range("shot", "height", options.height, 240, 16384);
  if (!options.language.empty() && !is_language_tag(options.language))
    throw BadRequest("shot", "language", "\"" + options.language + "\"",
                     "a language tag, as \"en\" or \"zh\"");
}

Studio::Studio(const Scene& first, Backends backends, const StudioOptions& options)
    : options_(options),
      window_(options.width, options.height),
      app_(first, with_engine(std::move(backends))) {
  app_.still = true;
  app_.playback.playing = false;
  app_.presenter.on = options.presenting;
  app_.settings.language = options.language;
}

Backends Studio::with_engine(Backends backends) {
  if (!backends.make_engine) backends.make_engine = lane_engine(&window_.context());
  return backends;
}

bool Studio::wait_for_runs() {
  constexpr std::chrono::milliseconds slice{20};
  for (auto left = options_.timeout; left > slice; left -= slice) {
    if (options_.stop.stop_requested()) throw Cancelled();
    if (app_.session.wait(slice)) return true;
  }
  return app_.session.wait(slice);
}

bool Studio::wait() {
  const bool complete = wait_for_runs();
  const auto runs = app_.session.runs();
  if (complete && !runs->error.empty() && runs->lanes.empty()) throw Failed(runs->error);
  return complete;
}

void Studio::draw() {
  if (options_.stop.stop_requested()) throw Cancelled();
  window_.draw(app_, 1.0 / 60);
  app_.figures.wait(options_.timeout);
  app_.learn.wait(options_.timeout);
}

Image Studio::picture() {
  // The layout settles in the second frame, tables and scroll bars in the third, what comes to the
  // front in those after.
  constexpr int settled = 8;
  for (int i = 0; i < settled; ++i) draw();
  return window_.read();
}

Image Studio::picture_at(double position) {
  Scene scene = app_.session.scene();
  scene.playback.position = position;
  if (!app_.session.apply(std::move(scene), app_.gesture)) throw Failed(app_.session.refusal());
  // Panels follow in the first frame, tables scroll in the second; where a lane's states were
  // thinned, those around the moment are run again.
  constexpr int least = 2, most = 8;
  Image image;
  for (int i = 0; i < most; ++i) {
    draw();
    if (i + 1 < least) continue;
    wait();
    Image next = window_.read();
    const bool rests = next.pixels == image.pixels;
    image = std::move(next);
    if (rests) break;
  }
  return image;
}

}  // namespace alphabar
