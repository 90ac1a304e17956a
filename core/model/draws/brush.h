#pragma once

#include "core/model/point.h"
#include "core/scene/data.h"

namespace alphabar {

/// How points are drawn by hand.
struct Brush {
  enum class Tool { none, draw, erase } tool = Tool::none;
  double radius = 0.2;  ///< data units: two standard deviations of the points around its way, or
                        ///< what is erased; 0.02..2
  double density = 80;  ///< points a data unit of its way, 5..500
  int copies = 1;       ///< by turning it around the origin, 1..8
  int label = 0;        ///< class of the points, 0..7
};

/// Adds points along the brush's way from one place to another; a mixture becomes a set of points
/// that begins with these. The same way on the same set gives the same points. False: some were
/// left out, for a set has DataSpec::most_points at most.
bool paint(DataSpec& data, const Brush& brush, const Point& from, const Point& to);

/// Removes the points under the brush and its copies; one stays, for data are never empty. False:
/// none were there, or the data are no points.
bool erase(DataSpec& data, const Brush& brush, const Point& at);

}  // namespace alphabar
