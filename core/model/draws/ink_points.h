#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/scene/data.h"

namespace alphabar {

/// A rectangle of pixels with ink on some of them.
struct InkPatch {
  int left = 0, top = 0;  ///< of its corner, pixels; y points down
  int width = 0, height = 0;
  std::vector<float> ink;  ///< [height][width], the share of each pixel that counts, >= 0
  int label = 0;           ///< class of the points in it
};

/// So many points, 1..DataSpec::most_points, spread evenly over the ink of the patches, by their
/// ink, row by row; within its pixel each lies at random. The longer side of the box around the
/// patches spans -2.2 to 2.2, its middle is the origin, y points up; coordinates are rounded to
/// 1e-4. The bandwidth is about the distance between neighbours, but no finer than two pixels.
/// The labels are empty where all are 0, the name is the default one.
///
/// Nothing to spread over (ink of two pixels at least in all): no points.
DataSpec points_in_ink(std::span<const InkPatch> patches, std::size_t count, std::uint64_t seed);

}  // namespace alphabar
