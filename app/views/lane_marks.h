#pragma once

#include <vector>

#include "app/views/lane_frame.h"
#include "core/model/mixture.h"
#include "core/trajectory/trajectory.h"

namespace alphabar {

/// A straight stroke between two points in data units, its colour running from end to end. The
/// layout is that of shaders/strokes.vert.
struct Stroke {
  float from[2], to[2];
  float from_rgba[4], to_rgba[4];
  float width;  ///< pixels
};

/// A ring around a point in data units; a disc where the width is the radius. The layout is that of
/// shaders/rings.vert.
struct Ring {
  float center[2];
  float rgba[4];
  float radius, width;  ///< pixels
};

/// Lines and rings over a pane's particles, in the order of drawing.
struct Marks {
  std::vector<Stroke> strokes;
  std::vector<Ring> rings;
};

/// State of a particle at a row that need not be whole. particle < run.particles; row is clamped.
Vec2 state_at(const Trajectory<float>& run, std::size_t particle, double row);

/// Which particle lies nearest to x at a row, or -1 where none is within `reach` data units.
int nearest_particle(const Trajectory<float>& run, double row, const Vec2& x, double reach);

/// Trails and rings of the tracked particles, chords to their x0_hat with guidance, arrows of the score on a
/// grid, and the highlighted particle's whole path, as the frame asks for them.
///
/// A trail runs from x_T to now, the older the fainter; runs of more than 300 rows are thinned.
/// `model` may be null: no chords and no arrows then.
Marks lane_marks(const Trajectory<float>& run, const Mixture* model, const LaneFrame& frame);

}  // namespace alphabar
