#pragma once

#include "app/views/particles/render/marks.h"
#include "app/views/particles/render/pane_frame.h"

namespace alphabar {

/// State of a particle at a row that need not be whole. particle < run.particles; row is clamped.
Vec2 state_at(const Trajectory<float>& run, std::size_t particle, double row);

/// Which particle lies nearest to x at a row, or -1 where none is within `reach` data units.
int nearest_particle(const Trajectory<float>& run, double row, const Vec2& x, double reach);

/// a x_0 + s eps of a particle of a layer whose data are noised.
Vec2 noised_at(const Layer& layer, std::size_t particle, double a, double s);

/// Of every layer: trails and rings of the tracked particles, chords to their x0_hat with guidance
/// (of noised data to their x_0), and the highlighted particle's whole path, as the frame asks for
/// them.
///
/// A trail runs from x_T (noised data: from x_0) to now, the older the fainter; runs of more than
/// 300 rows are thinned.
Marks lane_marks(const PaneFrame& frame);

}  // namespace alphabar
