#pragma once

#include <memory>
#include <stop_token>
#include <vector>

#include "core/runs/runs.h"
#include "core/scene/data.h"

namespace alphabar {

/// The states of pictures as points of a plane: each over hypot(a, s), so that all levels have one
/// size, less the mean of those that were looked at, on their first two principal components
/// (orthonormal; the first has the larger variance).
struct PicturePlane {
  std::shared_ptr<const PictureRuns> of;
  /// Of each lane, [row][picture], as many rows as there were.
  std::vector<std::vector<Vec2>> points;
  double shares[2] = {0, 0};  ///< of the variance, 0..1
};

/// Throws Cancelled. The components are those of 256 states at most, evenly chosen, and fewer of
/// large pictures; by subspace iteration.
PicturePlane picture_plane(std::shared_ptr<const PictureRuns> runs, std::stop_token stop);

}  // namespace alphabar
