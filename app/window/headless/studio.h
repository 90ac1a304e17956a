#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "app/session/background/backends.h"
#include "app/window/headless/headless.h"
#include "app/window/state/app_state.h"
#include "core/files/image/image.h"
#include "core/scene/scene.h"

namespace alphabar {

struct StudioOptions {
  int width = 1600, height = 1000;             ///< pixels, 320..16384 and 240..16384
  std::chrono::milliseconds timeout{120'000};  ///< for everything to have run
  bool presenting = false;                     ///< as the class sees it
  std::string language = {};                   ///< of the texts, a tag; "": the scene's own
  std::stop_token stop = {};                   ///< asked often; then Cancelled is thrown
};

/// Throws BadRequest naming the option, its value and its range.
void check(const StudioOptions& options);

/// A window without a display of which pictures are taken: nothing in it tells the clock's time,
/// and what is worked out beside it is waited for. Backends without an engine get lane_engine() of
/// the graphics card.
class Studio {
 public:
  /// Throws BadRequest for a scene that cannot be used, Failed without OpenGL.
  Studio(const Scene& first, Backends backends, const StudioOptions& options);

  AppState& app() { return app_; }

  /// Waits until the open scene has run; false: the time was up. Throws Failed where nothing runs,
  /// and Cancelled.
  bool wait();

  /// A picture of the open scene, RGBA, opaque: the first of it.
  Image picture();
  /// The same at another moment of a scene of which a picture was taken; 0..1.
  Image picture_at(double position);

 private:
  Backends with_engine(Backends backends);
  bool wait_for_runs();
  void draw();

  StudioOptions options_;
  HeadlessWindow window_;
  AppState app_;
};

}  // namespace alphabar
