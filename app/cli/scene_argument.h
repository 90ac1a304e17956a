#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "core/base/error.h"
#include "core/scene/scene.h"

namespace alphabar {

/// What a user writes of a scene on the command line.
struct SceneSource {
  std::string file;
  std::string as;       ///< what a list of numbers is (list_forms); empty: what it can only be
  std::string process;  ///< the process that a list's levels are for; empty: the default scene's,
                        ///< of flow times a flow
};

/// What a command is given as SCENE, read once.
struct SceneArgument {
  Scene scene;
  std::string name;         ///< of its source, for messages
  bool flow_case = false;   ///< a reference case of the probability flow (core/files/case_json.h)
  bool level_list = false;  ///< a list of the levels of a run

  /// Does work on the scene: a mistake that shows only then is told with the name, too.
  template <class Work>
  decltype(auto) with_name(const Work& work) const {
    try {
      return work();
    } catch (const BadRequest& error) {
      throw error.in(name);
    }
  }
};

/// Adds FILE, --as and --process to a command. `none` says what no FILE means; where it is empty, a
/// FILE is required.
void add_scene_options(CLI::App& command, SceneSource& source, const std::string& none = "");

/// The scene that a command is given: a scene file or a reference case, a picture or film with a
/// scene in it (.png, .mp4), a table of points (.csv: the default scene with these data), a list of
/// numbers (the default scene on this schedule, or with these levels in every lane), a
/// scheduler_config.json of diffusers (one lane), the name of a scene that ships, "-" for any of
/// these as text on standard input (as long as a file may be), nothing for the default scene.
///
/// How a list was read, and what of a configuration was not used, is told on stderr. Throws
/// BadRequest.
SceneArgument read_argument(const SceneSource& source);

/// For commands that show what the window does, where a lane that cannot be planned shows why in
/// its own pane: tells such lanes on stderr. Throws BadRequest where no lane is left.
void check_lanes(const SceneArgument& given);

/// The scene alone.
Scene scene_argument(const SceneSource& source);

}  // namespace alphabar
