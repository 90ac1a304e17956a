#pragma once

#include <filesystem>

#include "app/session/backends.h"
#include "core/scene/scene.h"

namespace alphabar {

struct RunWindowOptions {
  std::filesystem::path file;  ///< that the scene came from; may be empty
  int width = 1600, height = 1000;
  std::filesystem::path frame_log;  ///< see FrameLog; empty: none
};

/// Opens the window on a scene and returns when it is closed. Throws BadRequest for a scene that
/// cannot be used, Failed where there is no display or no OpenGL. Backends without an engine get
/// lane_engine() of the window's own graphics card.
void run_window(const Scene& scene, Backends backends, const RunWindowOptions& options = {});

}  // namespace alphabar
