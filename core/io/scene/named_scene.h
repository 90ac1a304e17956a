#pragma once

#include <cstddef>
#include <string>

#include "core/base/error.h"
#include "core/scene/scene.h"

namespace alphabar {

/// A scene with the name of what it was read from.
struct NamedScene {
  Scene scene;
  std::string name;  ///< of its source, for messages

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

}  // namespace alphabar
