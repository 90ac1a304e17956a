#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/scene/scene.h"

namespace alphabar {

/// A number of a lane that may be changed alone: of its sampler and its levels, its process, its
/// model or its guidance. What is not the lane's own becomes so when it is set.
struct LaneNumber {
  std::string name;   ///< where it stands in a lane of a scene file: "sampler.grid.steps"
  std::string title;  ///< on screen
  double now = 0;
  double low = 0, high = 1;  ///< a range that makes sense; more may be allowed
  bool whole = false;
  bool logarithmic = false;  ///< values spread over decades are spread evenly in their logarithm
  std::function<void(const Scene&, LaneSpec&, double)> set;
};

/// Those that the lane uses now, in the order of the panels.
std::vector<LaneNumber> lane_numbers(const Scene& scene, std::size_t lane);

/// `count` values (1 or more) from one to the other, both included, spread as the number is; of
/// whole numbers each once.
std::vector<double> spread(const LaneNumber& number, double from, double to, int count);

/// Puts one lane for each value in the place of a lane, named by the value: "η = 0.25". The scene
/// holds LaneSpec::most lanes at most. Throws BadRequest where there is no room, or where a value
/// cannot be used; then the scene is as it was.
void sweep_lane(Scene& scene, std::size_t lane, const LaneNumber& number,
                std::span<const double> values);

}  // namespace alphabar
