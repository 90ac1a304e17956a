#pragma once

#include <imgui.h>

#include <limits>
#include <string>
#include <vector>

#include "app/views/particles/plane.h"
#include "app/views/particles/render/pane_frame.h"

namespace alphabar {

/// One particle where a lane has it now, and what the exact model says there.
struct ParticleNumbers {
  std::string lane;
  Rgb color;
  Vec2 x, x0_hat, eps_hat, score;                           ///< the model's own, without guidance
  double log_p = std::numeric_limits<double>::quiet_NaN();  ///< where the model knows it
  bool guided = false;
  Vec2 guided_x0_hat;  ///< what the lane's guidance makes of x0_hat, where there is some
};

/// Of a particle of a layer that is a lane's run. The layer has a model, the run that many
/// particles.
ParticleNumbers particle_numbers(const Layer& layer, const std::string& lane, std::size_t particle);

/// The particle's numbers in all lanes side by side, as a tooltip at the mouse.
void particle_tooltip(std::size_t particle, const std::vector<ParticleNumbers>& lanes);

/// The same in a corner of a plane, away from the particle, which is pinned there: on a plate, in
/// the lanes of that plane. The first one or two lines of each lane where there is no room for all,
/// nothing where there is none for these.
void draw_particle_plate(ImDrawList& list, std::size_t particle,
                         const std::vector<ParticleNumbers>& lanes, const Plane& plane,
                         const ViewColors& colors);

}  // namespace alphabar
