#pragma once

#include <cstddef>
#include <stop_token>
#include <string>

#include "core/base/error.h"
#include "core/io/points/points_csv.h"
#include "core/io/scene/named_scene.h"

namespace CLI {
class App;
}

namespace alphabar {

/// What a command line says of its SCENE.
struct SceneRequest {
  std::string argument;  ///< as typed; empty: the default scene
  PointsOptions points;  ///< how it is read where it is a table
  std::string as;        ///< what a list of numbers is (list_forms); empty: what it can only be
  std::string process;   ///< the process that a list's levels are for; empty: the default scene's,
                         ///< of flow times a flow
};

enum class SceneNeed { required, optional };

/// Gives a command its SCENE (FILE), and the options that say how a table of points or a list of
/// numbers is read. `request` must live as long as the command.
void add_scene_argument(CLI::App& command, SceneRequest& request, SceneNeed need);

/// What a command is given as SCENE, read once.
struct SceneArgument : NamedScene {
  bool flow_case =
      false;  ///< a reference case of the probability flow (core/io/diffusers/case_json.h)
  bool level_list = false;      ///< a list of the levels of a run
  std::string understood = {};  ///< what was said on standard error of a table; else empty

  /// The lane, from 0, that a command's --lane names, from 1. Throws BadRequest.
  std::size_t lane_of_option(int lane) const {
    if (lane < 1 || lane > static_cast<int>(scene.lanes.size()))
      throw BadRequest(name, "--lane", std::to_string(lane),
                       "1 to " + std::to_string(scene.lanes.size()));
    return static_cast<std::size_t>(lane) - 1;
  }
};

/// The scene that a command is given: a scene file or a reference case, a picture or film with a
/// scene in it (.png, .mp4), a table of points (.csv, .tsv: the default scene with these data), a
/// list of numbers or a scheduler_config.json (list_argument.h), the name of a scene that ships,
/// "-" for text on standard input (as long as a file may be), nothing for the default scene.
///
/// How a table or a list was understood, and what of a configuration was not used, is said on
/// standard error. Throws BadRequest, and Cancelled soon after a stop is asked for.
SceneArgument read_argument(const SceneRequest& request, std::stop_token stop = {});

/// For commands that show what the window does, where a lane that cannot be planned shows why in
/// its own pane: tells such lanes on standard error. Throws BadRequest where no lane is left.
void check_lanes(const SceneArgument& given);

/// Says on standard error what a reader should know of the lanes' samplers
/// (core/plan/notes/remarks.h).
void tell_remarks(const SceneArgument& given);

/// The scene alone.
Scene scene_argument(const SceneRequest& request, std::stop_token stop = {});

}  // namespace alphabar
