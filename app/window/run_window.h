#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>

#include "app/session/background/backends.h"
#include "app/settings/user_folders.h"
#include "core/engine/unet/device.h"
#include "core/lecture/lecture.h"
#include "core/scene/scene.h"

namespace alphabar {

struct RunWindowOptions {
  std::filesystem::path file;           ///< that the scene came from; may be empty
  std::filesystem::path model;          ///< of a picture net, opened over it; may be empty
  std::optional<Lecture> lecture = {};  ///< to be opened, with a slide at least
  std::string understood;               ///< how it was, where it is a table; shown as a notice
  UserFolders folders;  ///< of settings and of the copy against crashes; empty: nowhere
  int width = 1600, height = 1000;
  std::optional<Device> device = {};  ///< of picture nets; none: as the settings say
  std::filesystem::path frame_log;    ///< see FrameLog; empty: none
  std::stop_token stop;               ///< closes the window, which keeps a copy of an edited scene
};

/// Opens the window on a scene (none: the default one, as the user likes to see it) and returns
/// when it is closed. Throws BadRequest for a scene that cannot be used, Failed where there is no
/// display or no OpenGL. Backends without an engine get lane_engine() of the window's own graphics
/// card.
void run_window(std::optional<Scene> scene, Backends backends,
                const RunWindowOptions& options = {});

}  // namespace alphabar
