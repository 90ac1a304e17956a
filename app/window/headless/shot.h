#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "app/session/background/backends.h"
#include "core/lecture/lecture.h"
#include "core/scene/scene.h"

namespace alphabar {

struct ShotOptions {
  int width = 1600, height = 1000;             ///< pixels, 320..16384 and 240..16384
  std::chrono::milliseconds timeout{120'000};  ///< for everything to have run
  bool presenting = false;                     ///< as the class sees it
  std::string language;                        ///< of the texts, a tag; "": the scene's own
  std::stop_token stop = {};                   ///< asked often; then Cancelled is thrown
};

/// Writes a picture of the whole window as a user sees it, as PNG with the scene as its recipe. No
/// display is needed. Equal scenes give equal pictures on one machine. Returns an empty text, or
/// one line on what was not there yet when the time was up. Backends without an engine get
/// lane_engine() of the graphics card.
/// Throws BadRequest for a scene or a size that cannot be used, Failed without OpenGL, where the
/// run fails, or where the file cannot be written.
std::string shot(const Scene& scene, const std::filesystem::path& file, Backends backends,
                 const ShotOptions& options = {});

/// The same of every moment of a lecture, as the class sees it: "01-1.png" of the first slide's
/// first moment in a folder, which is made where it is missing. Returns one line for each picture
/// that shows less than everything. The timeout is for each.
std::vector<std::string> shot(const Lecture& lecture, const std::filesystem::path& folder,
                              Backends backends, const ShotOptions& options = {});

}  // namespace alphabar
