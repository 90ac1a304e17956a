#pragma once

#include <cstddef>
#include <stop_token>
#include <string>

#include "core/base/error.h"
#include "core/scene/scene.h"

namespace alphabar {

/// What a command is given as SCENE, read once.
struct SceneArgument {
  Scene scene;
  std::string name;        ///< of its source, for messages
  bool flow_case = false;  ///< a reference case of the probability flow (core/files/case_json.h)

  /// Does work on the scene: a mistake that shows only then is told with the name, too.
  template <class Work>
  decltype(auto) with_name(const Work& work) const {
    try {
      return work();
    } catch (const BadRequest& error) {
      throw error.in(name);
    }
  }
  /// The same for one lane, from 0.
  template <class Work>
  decltype(auto) with_lane(std::size_t lane, const Work& work) const {
    try {
      return work();
    } catch (const BadRequest& error) {
      throw error.in(lane_name(lane));
    }
  }
  /// "scene.json: lane 2" of lane 1.
  std::string lane_name(std::size_t lane) const {
    return name + ": lane " + std::to_string(lane + 1);
  }
};

/// What a command's help says of it.
inline constexpr const char* scene_help =
    "a scene file, a picture or film with a scene in it, a table of points (.csv), a scene of the "
    "gallery, or - for standard input";

/// The scene that a command is given: a scene file or a reference case, a picture or film with a
/// scene in it (.png, .mp4), a table of points (.csv: the default scene with these data), the name
/// of a scene that ships, "-" for a scene on standard input (as long as a file may be), nothing for
/// the default scene. Throws BadRequest, and Cancelled soon after a stop is asked for.
SceneArgument read_argument(const std::string& argument, std::stop_token stop = {});
/// Throws BadRequest, with the name, unless every lane that is not muted can be planned: for
/// commands that leave the planning to the window's parts, which would call it a failure of the
/// work.
void check_lanes(const SceneArgument& given);

/// The scene alone.
Scene scene_argument(const std::string& argument, std::stop_token stop = {});

}  // namespace alphabar
