#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/session/background/backends.h"
#include "app/window/headless/studio.h"
#include "core/lecture/lecture.h"
#include "core/scene/scene.h"

namespace alphabar {

using ShotOptions = StudioOptions;

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
